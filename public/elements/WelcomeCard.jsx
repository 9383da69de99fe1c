// Greet with the client's state at a glance, and offer what one may say next.
function WelcomeCard({ props, sendUserMessage }) {
  if (!props.tiles) return null;
  return (
    <article className="ag-card ag-welcome" data-card="welcome">
      <header className="ag-head">
        <div className="ag-who">
          <span className="ag-soft">Good to see you, {props.name}</span>
          <strong className="ag-client">{props.client}</strong>
        </div>
      </header>
      <div className="ag-tiles">
        {props.tiles.map((t) => (
          <div className="ag-tile" key={t.label}><span className="ag-label">{t.label}</span><b>{t.value}</b><span>{t.hint}</span></div>
        ))}
      </div>
      <div className="ag-buttons">
        {props.starters.map((s) => (
          <button type="button" className="ag-plain" key={s.label} onClick={() => sendUserMessage(s.message)}>{s.label}</button>
        ))}
      </div>
      <div className="ag-meta">{props.notices.map((n) => <span key={n}>{n}</span>)}</div>
    </article>
  );
}

const Card = window.agency.card(WelcomeCard);
export default <Card props={props} sendUserMessage={sendUserMessage} />;
