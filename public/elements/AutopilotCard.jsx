// Show how far reviewers' decisions have earned autopilot, and let people switch it.
import { useState } from 'react';

function AutopilotCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');

  if (!props.rows) return <div className="ag-card ag-done">Loading…</div>;
  const percent = (share) => `${Math.round(share * 100)} %`;
  const along = (share) => `${(share * 100).toFixed(1)}%`;

  async function flip(row) {
    setBusy(row.channel + row.tier);
    setError('');
    const payload = { channel: row.channel, tier: row.tier, on: !row.on };
    setError(await window.agency.wrong(callAction({ name: 'autopilot', payload })));
    setBusy('');
  }

  function state(row) {
    if (row.on) return <span className="ag-badge ag-approved">On</span>;
    if (row.changed && !row.changed.by) return <span className="ag-badge ag-rejected">Switched itself off</span>;
    return <span className={`ag-badge ${row.earned ? 'ag-redraft' : 'ag-expired'}`}>{row.earned ? 'Earned' : 'Not earned yet'}</span>;
  }

  function button(row) {
    const able = row.on ? props.mayStop : props.mayStart && row.earned;
    if (!able) return null;
    const label = busy === row.channel + row.tier ? 'One moment…' : row.on ? 'Switch off' : 'Switch on';
    return <button type="button" className={row.on ? 'ag-plain' : 'ag-primary'} disabled={!!busy} onClick={() => flip(row)}>{label}</button>;
  }

  return (
    <article className="ag-card" data-card="autopilot">
      <header className="ag-head">
        <div className="ag-who">
          <strong>Earned autopilot</strong>
          <span className="ag-soft">Where reviewers accept nearly every draft as written, checked drafts may go by themselves. A sample still comes to you, and answers to people always do.</span>
        </div>
      </header>
      {props.rows.length ? null : <p className="ag-soft">Nobody has decided on a draft yet. Approve, edit or reject some, and this fills.</p>}
      {props.rows.map((row) => (
        <section key={row.channel + row.tier} className="ag-earn" data-channel={row.channel} data-tier={row.tier} data-on={String(row.on)}>
          <div className="ag-earn-head ag-buttons">
            <b>{row.name}</b><span className={`ag-badge ag-${row.tier}`}>{row.tier}</span>
            <span className="ag-soft">{row.accepted} of {row.decided} accepted as written</span>
            {state(row)}{button(row)}
          </div>
          <div className="ag-scale" role="img" aria-label={row.sentence} title={row.sentence}>
            <i className="ag-scale-share" style={{ width: along(row.share || 0) }} />
            <i className={row.earned ? 'ag-scale-lower ag-scale-earned' : 'ag-scale-lower'} style={{ width: along(row.lower) }} />
            <u style={{ left: along(props.needed) }} />
          </div>
          <div className="ag-meta">
            <span>at least <b>{percent(row.lower)}</b>, {percent(props.needed)} is needed</span>
            {row.changed ? <span>{row.on ? 'on' : 'off'} since {window.agency.when(row.changed.at)}{row.changed.by ? ` by ${row.changed.by}` : ''}</span> : null}
          </div>
          {row.changed && !row.on && !row.changed.by ? <div className="ag-note">{row.changed.reason}</div> : null}
        </section>
      ))}
      {props.rows.length ? <span className="ag-soft ag-small-print">Dark: the lower 95 % bound. Light: the share of the last {props.latest} decisions. Line: what has to be passed.</span> : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </article>
  );
}

const Card = window.agency.card(AutopilotCard);
export default <Card props={props} callAction={callAction} />;
