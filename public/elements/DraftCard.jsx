// Show one draft exactly as it would go, and take a reviewer's decision on it.
import { useEffect, useState } from 'react';

const when = (iso) =>
  new Date(iso)
    .toLocaleString('en-AU', { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' })
    .replace(',', '');
const clock = (iso) => new Date(iso).toLocaleTimeString('en-AU', { hour: 'numeric', minute: '2-digit' });
const today = (iso) => new Date(iso).toDateString() === new Date().toDateString();

const LABELS = {
  approved: 'Approved', rejected: 'Rejected', redraft: 'Redraft asked', snoozed: 'Snoozed',
  expired: 'Expired', withdrawn: 'Withdrawn'
};
const FATES = { going: 'Going out', sent: 'Sent', held: 'Held', not_sent: 'Not sent', unknown: 'Being looked up', parked: 'Needs a look' };

function fateText({ state, at, why }) {
  const because = why ? ` because: ${why}` : '.';
  switch (state) {
    case 'sent': return `Sent ${at ? (today(at) ? clock(at) : when(at)) : ''}`;
    case 'held': return `Held until ${when(at)}${because}`;
    case 'not_sent': return `Not sent${why ? `: ${why}` : '.'}`;
    case 'unknown': return `It may have gone; it is being looked up.${why ? ` ${why}` : ''}`;
    case 'parked': return `Parked: ${why || 'whether it went could not be found out.'}`;
    default: return 'Going out…';
  }
}

function Score({ als }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="ag-score">
      <button type="button" className="ag-score-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="ag-soft">ALS</span>
        <span className={`ag-als ag-${als.tier}`}>{als.total}</span>
        <span className="ag-bars" aria-hidden="true">
          {als.components.map((c) => (
            <span key={c.name} className="ag-bar" title={`${c.name} ${c.points} of ${c.most}`}>
              <i style={{ width: `${(100 * c.points) / c.most}%` }} />
            </span>
          ))}
        </span>
        <span className={`ag-badge ag-${als.tier}`}>{als.tier[0].toUpperCase() + als.tier.slice(1)} lead</span>
        <span className="ag-soft ag-more">{open ? 'Hide' : 'Why?'}</span>
      </button>
      {open ? (
        <table className="ag-components">
          <tbody>
            {als.components.map((c) => (
              <tr key={c.name}>
                <th scope="row">{c.name}</th>
                <td className="ag-points">{c.points}<span className="ag-soft">/{c.most}</span></td>
                <td className="ag-meter"><span className="ag-bar"><i style={{ width: `${(100 * c.points) / c.most}%` }} /></span></td>
                <td className="ag-why">{c.sentence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function Answers({ reply }) {
  return (
    <details className="ag-quote">
      <summary>In answer to {reply.from}, {when(reply.receivedAt)}: {reply.intentText.toLowerCase()}</summary>
      <p>{reply.text}</p>
    </details>
  );
}

export default function DraftCard() {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  const [mode, setMode] = useState('');
  const [subject, setSubject] = useState(props.subject);
  const [body, setBody] = useState(props.body);
  const [remark, setRemark] = useState('');

  useEffect(() => {
    setSubject(props.subject);
    setBody(props.body);
    setMode('');
  }, [props.subject, props.body, props.status]);

  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.status) return <div className="ag-card ag-done">Loading…</div>;

  const open = props.status === 'pending';

  async function decide(decision) {
    setBusy(decision.kind);
    setError('');
    try {
      const answer = await callAction({ name: 'decide', payload: { id: props.ref.id, ...decision } });
      if (answer?.response?.error) setError(answer.response.error);
    } catch (failure) {
      setError('The decision did not reach the server: check the connection and try again.');
    } finally {
      setBusy('');
    }
  }

  const changed = subject !== props.subject || body !== props.body;
  const approve = () => decide(mode === 'edit' && changed ? { kind: 'approve', subject, body } : { kind: 'approve' });
  const toggle = (name) => { setRemark(''); setError(''); setMode(mode === name ? '' : name); };

  return (
    <article className={`ag-card ag-draft ${open ? '' : 'ag-done'}`} data-card="draft" data-status={props.status} data-fate={props.fate ? props.fate.state : ''} data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <strong>{props.lead.name}</strong>
          <span className="ag-soft">{[props.lead.work, props.lead.place].filter(Boolean).join(' · ')}</span>
        </div>
        <span className={`ag-badge ag-${props.fate ? `fate-${props.fate.state}` : props.status}`}>{props.fate ? FATES[props.fate.state] : open ? (props.answers ? 'Response to approve' : `${props.channel} to approve`) : LABELS[props.status] || props.status}</span>
      </header>

      {props.answers ? <Answers reply={props.answers} /> : null}

      <section className="ag-mail">
        <dl>
          <dt>To</dt><dd>{props.recipient}</dd>
          <dt>From</dt><dd>{props.sender}</dd>
          <dt>Subject</dt>
          <dd>
            {mode === 'edit' ? (
              <input aria-label="Subject" className="ag-input" value={subject} onChange={(e) => setSubject(e.target.value)} />
            ) : (
              <strong>{props.subject}</strong>
            )}
          </dd>
        </dl>
        {mode === 'edit' ? (
          <textarea aria-label="Body" className="ag-input ag-body-edit" rows={Math.min(18, Math.max(8, body.split('\n').length + 2))} value={body} onChange={(e) => setBody(e.target.value)} />
        ) : (
          <div className="ag-body">{props.body}</div>
        )}
        <div className="ag-footer">{props.footer}</div>
      </section>

      {props.findings.length ? (
        <ul className="ag-findings" aria-label="What the check found">
          <li className="ag-soft">The check found:</li>
          {props.findings.map((f, n) => <li key={n} className={`ag-${f.severity}`}>{f.sentence}</li>)}
        </ul>
      ) : null}

      {props.als ? <Score als={props.als} /> : null}

      {props.facts.length ? (
        <details className="ag-facts">
          <summary>{props.facts.length === 1 ? 'Leans on 1 fact' : `Leans on ${props.facts.length} facts`}</summary>
          <ul>{props.facts.map((fact, n) => <li key={n}>{fact}</li>)}</ul>
        </details>
      ) : null}

      <div className="ag-meta">
        <span>Draft {props.version}, written by {props.author}{props.model && props.author === 'Claude' ? ` (${props.model})` : ''}</span>
        {props.campaign ? <span>{props.campaign}</span> : null}
        {open ? <span>Expires {when(props.expiresAt)}</span> : null}
      </div>
      {props.feedback ? <div className="ag-meta">Your remark: {props.feedback}</div> : null}

      {props.outcome ? (
        <div className="ag-outcome" data-outcome>
          {props.outcome}{props.fate ? <span className={`ag-fate ag-fate-${props.fate.state}`}> {fateText(props.fate)}</span> : null}
        </div>
      ) : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}

      {open && props.mayDecide ? (
        <>
          {mode === 'redraft' || mode === 'reject' ? (
            <div className="ag-ask">
              <label>
                {mode === 'redraft' ? 'What should be different?' : 'Why not? The reason teaches the next drafts.'}
                <textarea className="ag-input" rows={2} autoFocus value={remark} onChange={(e) => setRemark(e.target.value)} />
              </label>
              <div className="ag-buttons">
                {mode === 'redraft' ? (
                  <button type="button" className="ag-primary" disabled={!!busy || !remark.trim()} onClick={() => decide({ kind: 'redraft', feedback: remark.trim() })}>
                    {busy ? 'Asking…' : 'Ask for another draft'}
                  </button>
                ) : (
                  <button type="button" className="ag-danger" disabled={!!busy || !remark.trim()} onClick={() => decide({ kind: 'reject', reason: remark.trim() })}>
                    {busy ? 'Rejecting…' : 'Reject this draft'}
                  </button>
                )}
                <button type="button" className="ag-plain" disabled={!!busy} onClick={() => toggle(mode)}>Back</button>
              </div>
            </div>
          ) : (
            <div className="ag-buttons">
              <button type="button" className="ag-primary" disabled={!!busy} onClick={approve}>
                {busy === 'approve' ? 'Approving…' : mode === 'edit' && changed ? 'Approve edited' : 'Approve'}
              </button>
              <button type="button" className="ag-plain" disabled={!!busy} onClick={() => { setSubject(props.subject); setBody(props.body); toggle('edit'); }}>
                {mode === 'edit' ? 'Discard edits' : 'Edit'}
              </button>
              {mode === 'edit' ? null : (
                <>
                  <button type="button" className="ag-plain" disabled={!!busy} onClick={() => toggle('redraft')}>Another draft</button>
                  <button type="button" className="ag-plain" disabled={!!busy} onClick={() => decide({ kind: 'snooze', hours: 24 })}>
                    {busy === 'snooze' ? 'Snoozing…' : 'Snooze a day'}
                  </button>
                  <button type="button" className="ag-plain ag-quiet-danger" disabled={!!busy} onClick={() => toggle('reject')}>Reject</button>
                </>
              )}
            </div>
          )}
        </>
      ) : null}
      {open && !props.mayDecide ? <div className="ag-meta">Your role may look, not decide.</div> : null}
    </article>
  );
}
