// Show what a lead answered, how it was read, and what follows from it.
import { useState } from 'react';

const when = (iso) => window.agency.when(iso);

// A reviewer's word on what the reply says becomes a case that every later reading is measured by.
function KeepAsCase({ props, callAction }) {
  const [intent, setIntent] = useState(props.intent || '');
  const [told, setTold] = useState('');
  const keep = async () => {
    setTold('');
    const failed = await window.agency.wrong(callAction({ name: 'keep_case', payload: { kind: 'reply', id: props.ref.id, intent } }));
    setTold(failed || 'Kept as a case for the evals.');
  };
  return (
    <details className="ag-facts" data-keep>
      <summary>Keep as a case</summary>
      <div className="ag-buttons">
        <select aria-label="What the reply says" className="ag-input" value={intent} onChange={(e) => setIntent(e.target.value)}>
          <option value="" disabled>What does it say?</option>
          {props.intents.map((each) => <option key={each.key} value={each.key}>{each.text}</option>)}
        </select>
        <button type="button" className="ag-plain" disabled={!intent} onClick={keep}>Keep</button>
      </div>
      {told ? <div className="ag-meta" role="status">{told}</div> : null}
    </details>
  );
}

// Whoever asks for the erasure of their data has a month's time to be answered in, counted from their asking.
function Erase({ props, callAction }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  if (!props.erasureDue) return null;
  async function open() {
    setBusy(true);
    setError('');
    const asked = callAction({ name: 'erase', payload: { id: props.lead.id } });
    setError(await window.agency.wrong(window.agency.reveal(asked, '[data-card=erasure][data-status=open]')));
    setBusy(false);
  }
  return (
    <div className="ag-note" data-erasure>
      Asks for erasure: due by {window.agency.day(props.erasureDue)}.{' '}
      {props.mayErase ? <button type="button" className="ag-link" disabled={busy} onClick={open}>See what would be erased</button> : 'An owner of this client erases people.'}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </div>
  );
}

// Where no response is proposed, a person says that nothing is left to do; they may take that back.
function Settle({ props, callAction }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  if (!props.maySettle && !props.settledBy) return null;
  async function settle(settled) {
    setBusy(true);
    setError('');
    setError(await window.agency.wrong(callAction({ name: 'settle_reply', payload: { id: props.ref.id, settled } })));
    setBusy(false);
  }
  return (
    <div className="ag-buttons" data-settle>
      {props.settledBy ? <span className="ag-soft">{props.settledBy} has looked at it: nothing is left to do.</span> : null}
      {props.settledBy
        ? props.mayAct ? <button type="button" className="ag-plain" disabled={busy} onClick={() => settle(false)}>Put it back</button> : null
        : <button type="button" className="ag-plain" disabled={busy} onClick={() => settle(true)}>Nothing is left to do</button>}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </div>
  );
}

function ReplyCard({ props, callAction }) {
  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.lead) return <div className="ag-card ag-done">Loading…</div>;
  return (
    <article className="ag-card ag-reply" data-card="reply" data-intent={props.intent || ''} data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <strong><button type="button" className="ag-name" title="All about this lead" onClick={() => window.agency.reveal(callAction({ name: 'timeline', payload: { id: props.lead.id } }), `[data-card=timeline][data-id="${props.lead.id}"]`)}>{props.lead.name}</button> {props.turns.length ? 'spoke with us' : 'answered'}</strong>
          <span className="ag-soft">{[props.lead.work, when(props.receivedAt)].filter(Boolean).join(' · ')}</span>
        </div>
        <span className="ag-chips">
          <span className="ag-channel">{props.channel}</span>
          <span className={`ag-badge ag-intent-${props.intent || 'none'}`}>{props.intentText}</span>
          {props.leadStatus ? <span className={`ag-badge ag-${props.leadStatus === 'Converted' ? 'approved' : 'withdrawn'}`} data-lead-status>{props.leadStatus}</span> : null}
        </span>
      </header>
      <section className="ag-mail">
        <dl>
          <dt>From</dt><dd>{props.from}</dd>
          {props.channelKey === 'email' ? <><dt>Subject</dt><dd><strong>{props.subject || '(none)'}</strong></dd></> : null}
        </dl>
        {props.turns.length ? (
          <div className="ag-talk">
            {props.turns.map((turn, n) => (
              <div key={n} className={turn.ours ? 'ag-ours' : 'ag-theirs'}><span className="ag-soft">{turn.ours ? 'Our voice' : props.lead.name.split(' ')[0]}</span>{turn.text}</div>
            ))}
          </div>
        ) : props.channelKey === 'email' ? (
          <div className="ag-body">{props.text}</div>
        ) : (
          <div className="ag-talk"><div className="ag-theirs ag-body">{props.text}</div></div>
        )}
      </section>
      {props.original ? (
        <details className="ag-quote">
          <summary>What we wrote: {props.original.subject}</summary>
          <p>{props.original.body}</p>
        </details>
      ) : null}
      {props.summary && props.summary !== props.text ? <p className="ag-summary">{props.summary}</p> : null}
      {props.questions.length ? (
        <ul className="ag-list">{props.questions.map((q, n) => <li key={n}>{q}</li>)}</ul>
      ) : null}
      {props.meetingTimes.length ? (
        <ul className="ag-list">{props.meetingTimes.map((t, n) => <li key={n}>{when(t)}</li>)}</ul>
      ) : null}
      <div className="ag-outcome">{props.consequence}</div>
      <div className="ag-meta">
        {props.reader ? <span>Read by {props.reader}{props.confidence === null ? '' : `, ${props.confidence}`}</span> : null}
        {props.abstained ? <span>Not certain: a person should look.</span> : null}
      </div>
      <Erase props={props} callAction={callAction} />
      <Settle props={props} callAction={callAction} />
      {props.intents ? <KeepAsCase key={props.intent} props={props} callAction={callAction} /> : null}
    </article>
  );
}

const Card = window.agency.card(ReplyCard);
export default <Card props={props} callAction={callAction} />;
