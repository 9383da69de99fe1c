// Show whom an erasure is about, what goes and what stays; nothing happens until an owner confirms it.
import { useState } from 'react';

const BADGES = { open: ['pending', 'Waits for you'], erased: ['approved', 'Erased'], done: ['approved', 'Erased'], declined: ['rejected', 'Declined'] };

function ErasureCard({ props, callAction }) {
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

  const [badge, label] = BADGES[props.status];
  const open = props.status === 'open';
  return (
    <article className={`ag-card ${open ? '' : 'ag-done'}`} data-card="erasure" data-status={props.status} data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <span className="ag-soft">{props.title}{props.decidedAt ? ` · ${window.agency.when(props.decidedAt)}` : ''}</span>
          {props.who ? <strong>{props.who}</strong> : null}
          {props.address ? <span className="ag-soft">{props.address}</span> : null}
        </div>
        <span className={`ag-badge ag-${badge}`}>{label}</span>
      </header>
      {props.status === 'declined' ? null : (
        <>
          {props.nobody ? <p className="ag-brief">No lead of this client has this address. Whatever lists, chats and notes say of it goes, and it is never imported or contacted.</p> : null}
          <div className="ag-soft">{open ? 'Is deleted' : 'Was deleted'}</div>
          <dl className="ag-rows" data-goes>
            {props.goes.map((r) => <div key={r.label}><dt>{r.label}</dt><dd>{r.count === null ? '' : <b>{r.count.toLocaleString('en-AU')}</b>} <span className="ag-soft">{r.what}</span></dd></div>)}
          </dl>
          <div className="ag-soft">{open ? 'Stays' : 'Stayed'}</div>
          <ul className="ag-list" data-stays>{props.stays.map((s, n) => <li key={n}>{s}</li>)}</ul>
          {open ? <div className="ag-note">This cannot be undone: nobody, and no copy here, brings it back. What other clients of the agency keep is theirs and is not touched.</div> : null}
        </>
      )}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {props.mayConfirm ? (
        <div className="ag-buttons">
          <button type="button" className="ag-primary" disabled={!!busy} onClick={() => call('confirm_erasure')}>{busy === 'confirm_erasure' ? 'Erasing…' : 'Erase for good'}</button>
          <button type="button" className="ag-plain" disabled={!!busy} onClick={() => call('decline_erasure')}>Keep everything</button>
        </div>
      ) : null}
    </article>
  );
}

const Card = window.agency.card(ErasureCard);
export default <Card props={props} callAction={callAction} />;
