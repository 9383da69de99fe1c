// List the replies that wait for a person, the oldest first, and open one of them.
import { useState } from 'react';

function WaitingCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.rows) return <div className="ag-card ag-done">Loading…</div>;

  async function open(id) {
    setBusy(id);
    setError('');
    const asked = callAction({ name: 'open_reply', payload: { id } });
    setError(await window.agency.wrong(window.agency.reveal(asked, `[data-card=reply][data-id="${id}"]`)));
    setBusy('');
  }

  return (
    <article className="ag-card" data-card="waiting">
      <header className="ag-head"><div className="ag-who"><strong>{props.title}</strong>{props.rows.length ? <span className="ag-soft">The one that has waited longest comes first.</span> : null}</div></header>
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {props.rows.length ? (
        <ol className="ag-waiting">
          {props.rows.map((r) => (
            <li key={r.id} data-reply={r.id} data-unsure={r.abstained ? 'yes' : 'no'}>
              <div>
                <b>{r.who}</b>{r.company ? <span className="ag-soft"> · {r.company}</span> : null}
                <div className="ag-chips ag-left">
                  <span className={`ag-badge ag-intent-${r.intent || 'none'}`}>{r.intentText}</span>
                  {r.abstained ? <span className="ag-badge ag-pending">Not certain</span> : null}
                </div>
                <p>{r.text}</p>
                <div className="ag-meta"><span>{r.channel}</span><span className={r.late ? 'ag-over' : ''} title={window.agency.when(r.receivedAt)}>{r.waited === 'just now' ? 'Came just now' : `Waiting for ${r.waited}`}</span><span>{r.next}</span></div>
              </div>
              <div className="ag-buttons"><button type="button" className="ag-plain" disabled={!!busy} aria-label={`Open the reply of ${r.who}`} onClick={() => open(r.id)}>Open</button></div>
            </li>
          ))}
        </ol>
      ) : (
        <p className="ag-soft">Whoever asks something, or writes what cannot be read with certainty, stands here until a response is decided on.</p>
      )}
      {props.more > 0 ? <div className="ag-soft">{props.more} more follow once these are settled.</div> : null}
    </article>
  );
}

const Card = window.agency.card(WaitingCard);
export default <Card props={props} callAction={callAction} />;
