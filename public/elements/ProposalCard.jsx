// Show what the CMO proposes; nothing happens until a person confirms it.
import { useState } from 'react';

const LABELS = { open: 'Waits for you', confirmed: 'Confirmed', declined: 'Declined', expired: 'Expired' };
const BADGES = { open: 'pending', confirmed: 'approved', declined: 'rejected', expired: 'expired' };

function ProposalCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');

  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.status) return <div className="ag-card ag-done">Loading…</div>;

  async function call(name) {
    setBusy(name);
    setError('');
    setError(await window.agency.wrong(callAction({ name, payload: { id: props.ref.id } })));
    setBusy('');
  }

  return (
    <article className={`ag-card ${props.status === 'open' ? '' : 'ag-done'}`} data-card="proposal" data-status={props.status}>
      <header className="ag-head">
        <div className="ag-who">
          <span className="ag-soft">{props.title}</span>
          {props.name ? <strong>{props.name}</strong> : null}
        </div>
        <span className={`ag-badge ag-${BADGES[props.status]}`}>{LABELS[props.status]}</span>
      </header>
      {props.brief ? <p className="ag-brief">{props.brief}</p> : null}
      {props.channels.length ? (
        <div className="ag-channels">
          <div className="ag-split" aria-hidden="true">
            {props.channels.map((c, n) => <i key={c.name} className={`ag-share-${n}`} style={{ width: `${c.percent}%` }} />)}
          </div>
          <div className="ag-soft">{props.channels.map((c) => `${c.name} ${c.percent} %`).join(' · ')}</div>
        </div>
      ) : null}
      <dl className="ag-rows">
        {props.rows.map((r) => <div key={r.label}><dt>{r.label}</dt><dd>{r.value}{r.now ? <span className="ag-soft" data-now> ({r.now})</span> : null}</dd></div>)}
      </dl>
      {props.steps.length ? (
        <ol className="ag-steps">
          {props.steps.map((s, n) => (
            <li key={n}><b>{s.day}</b><span className="ag-soft">{s.channel}</span><span>{s.brief}</span></li>
          ))}
        </ol>
      ) : null}
      {props.reason ? <p className="ag-summary">{props.reason}</p> : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {props.mayConfirm ? (
        <div className="ag-buttons">
          <button type="button" className="ag-primary" disabled={!!busy} onClick={() => call('confirm')}>{busy === 'confirm' ? 'Confirming…' : 'Confirm'}</button>
          <button type="button" className="ag-plain" disabled={!!busy} onClick={() => call('decline')}>{busy === 'decline' ? 'Declining…' : 'Decline'}</button>
        </div>
      ) : null}
    </article>
  );
}

const Card = window.agency.card(ProposalCard);
export default <Card props={props} callAction={callAction} />;
