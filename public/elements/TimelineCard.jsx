// Show one lead from every side: which channels are open and why others are not, and all that happened.
import { useState } from 'react';

function TimelineCard({ props, callAction }) {
  const [group, setGroup] = useState('');
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.entries) return <div className="ag-card ag-done">Loading…</div>;

  const at = (iso, options) => new Date(iso).toLocaleString('en-AU', { timeZone: props.zone, ...options }).replace(',', '');
  const day = (iso) => at(iso, { day: 'numeric', month: 'short', year: 'numeric' });
  const moment = (iso) => at(iso, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
  const found = props.entries.filter((e) => !group || e.group === group);
  const shown = all ? found : found.slice(0, 15);

  async function download() {
    setBusy(true);
    const asked = callAction({ name: 'timeline_csv', payload: { id: props.ref.id } });
    setError(await window.agency.save(asked, `timeline-${props.lead.name.replace(/[^\w-]+/g, '-')}.csv`));
    setBusy(false);
  }

  return (
    <article className="ag-card ag-timeline" data-card="timeline" data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <strong>{props.lead.name}</strong>
          <span className="ag-soft">{[props.lead.work, props.lead.place].filter(Boolean).join(' · ')}</span>
        </div>
        <span className="ag-chips">
          {props.als === null ? null : <span className={`ag-badge ag-${props.tier}`}>ALS {props.als}{props.tier ? `, ${props.tier}` : ''}</span>}
          <span className="ag-badge ag-redraft">{props.status}</span>
        </span>
      </header>
      {props.stopped ? <div className="ag-note">The sequence has stopped: {props.stopped.replaceAll('_', ' ')}.</div> : null}

      <dl className="ag-rows">
        {props.reached.map((r) => <div key={r.label}><dt>{r.label}</dt><dd>{r.value}{r.hint ? <span className="ag-soft"> · {r.hint}</span> : null}</dd></div>)}
      </dl>

      <section className="ag-doors" aria-label="Channels now">
        {props.channels.map((c) => (
          <div key={c.key} className={c.open ? 'ag-open' : 'ag-closed'} data-channel={c.key} data-open={c.open}>
            <svg className="ag-icon" viewBox="0 0 24 24" aria-hidden="true"><path d={window.agency.ICONS[c.key]} /></svg>
            <div>
              <b>{c.name}</b> <span>{c.open ? 'open' : 'closed'}</span>
              <p className="ag-soft">{c.sentence}{c.until ? ` Until ${moment(c.until)}.` : ''}{c.rule ? <code>{c.rule}</code> : null}</p>
            </div>
          </div>
        ))}
      </section>

      {props.consents.length || props.washes.length ? (
        <ul className="ag-grounds">
          {props.consents.map((c, n) => (
            <li key={n}>
              <details><summary>{c.text}, {c.channel}, since {day(c.since)}{c.ended ? ` · ended ${day(c.ended)}` : c.until ? ` · until ${day(c.until)}` : ''}</summary><p>{c.evidence}</p></details>
            </li>
          ))}
          {props.washes.map((w, n) => <li key={`w${n}`} className={`ag-wash-${w.result}`}>{w.phone}: {w.resultText} · {w.register}, {day(w.at)}</li>)}
        </ul>
      ) : null}

      <div className="ag-filters" role="group" aria-label="Show">
        {['', ...props.groups].map((name) => (
          <button type="button" key={name} aria-pressed={group === name} onClick={() => setGroup(name)}>
            {name || 'Everything'} <span className="ag-soft">{name ? props.entries.filter((e) => e.group === name).length : props.entries.length}</span>
          </button>
        ))}
      </div>
      <ol className="ag-line">
        {shown.map((e, n) => (
          <li key={n} className={`ag-k-${e.kind}`} data-kind={e.kind} data-channel={e.channel || ''}>
            <svg className="ag-icon" viewBox="0 0 24 24" aria-hidden="true"><path d={window.agency.ICONS[e.channel || 'none']} /></svg>
            <div>
              <b>{e.kindText}</b>{e.form ? <span className="ag-soft"> · {e.form}</span> : null}{e.rule ? <code>{e.rule}</code> : null}
              <p>{e.sentence}</p>
            </div>
            <div className="ag-soft ag-when">{moment(e.at)}{e.costAud ? <><br />A${e.costAud}</> : null}</div>
          </li>
        ))}
      </ol>
      {found.length === 0 ? <div className="ag-soft">Nothing of this kind has happened.</div> : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      <div className="ag-buttons">
        {found.length > shown.length ? <button type="button" className="ag-plain" onClick={() => setAll(true)}>Show {found.length - shown.length} more</button> : null}
        <button type="button" className="ag-plain" disabled={busy} onClick={download}>Download as CSV</button>
        <span className="ag-soft ag-meta">{props.more ? `${props.more} older entries are in the file. ` : ''}{props.costAud ? `A$${props.costAud} paid to vendors · ` : ''}{props.zone}</span>
      </div>
    </article>
  );
}

const Card = window.agency.card(TimelineCard);
export default <Card props={props} callAction={callAction} />;
