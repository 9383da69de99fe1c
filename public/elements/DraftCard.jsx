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

function fateText({ state, at, why, since }) {
  const because = why ? ` because: ${why}` : '.';
  switch (state) {
    case 'sent': return `Sent ${at ? (today(at) ? clock(at) : when(at)) : ''}${since ? ` · ${since}` : ''}`;
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

const ICONS = {
  email: 'M3 6h18v12H3zM3 7l9 6 9-6',
  sms: 'M4 5h16v11H9l-5 4z',
  linkedin: 'M4 4h16v16H4zM8 10v6M8 7.5v.01M12 16v-6M12 12.5c0-3 4-3 4 0V16',
  voice: 'M6 3h4l1.5 5L9 10c1 2.5 2.5 4 5 5l2-2.5 5 1.5v4c0 1.5-1 2-2 2C11 20 4 13 4 5c0-1 .5-2 2-2z',
  mail: 'M3 9l9-6 9 6v12H3zM3 10l9 6 9-6'
};

function Icon({ channel }) {
  return (
    <svg className="ag-icon" viewBox="0 0 24 24" aria-hidden="true"><path d={ICONS[channel] || ICONS.email} /></svg>
  );
}

function Counter({ text, whole, limits }) {
  const counting = window.agencyCounting;
  if (!counting) return null;
  if (limits.oneSegment) {
    const { encoding, units, segments } = counting.segments(whole);
    const room = counting.ALONE[encoding];
    const odd = encoding === 'UCS-2' ? counting.strangers(whole).slice(0, 5).join(' ') : '';
    return (
      <div className={`ag-count ${segments > 1 ? 'ag-over' : ''}`} data-count={`${encoding}:${units}:${segments}`}>
        {units} of {room} characters with the footer · {segments === 1 ? '1 segment' : `${segments} segments`} ({encoding}{odd ? `, because of ${odd}` : ''})
      </div>
    );
  }
  const [used, most, unit] = limits.characters
    ? [counting.characters(text), limits.characters, 'characters']
    : [counting.words(text), limits.words, 'words'];
  if (!most) return null;
  return <div className={`ag-count ${used > most ? 'ag-over' : ''}`} data-count={`${used}:${most}`}>{used.toLocaleString()} of {most.toLocaleString()} {unit}</div>;
}

function Script({ parts, footer, seconds }) {
  const talk = parts.filter((p) => !p.title.startsWith('If '));
  const answers = parts.filter((p) => p.title.startsWith('If '));
  return (
    <div className="ag-script">
      <div className="ag-soft ag-speaking">About {seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`} to say</div>
      <dl>{talk.map((p, n) => <div key={n}><dt>{p.title || 'Script'}</dt><dd>{p.text}</dd></div>)}</dl>
      {answers.length ? (
        <dl className="ag-answers">{answers.map((p, n) => <div key={n}><dt>{p.title}</dt><dd>{p.text}</dd></div>)}</dl>
      ) : null}
      <div className="ag-footer">{footer}</div>
    </div>
  );
}

function Paper({ card }) {
  const [open, setOpen] = useState(false);
  const { paper, form } = card;
  const address = <address className="ag-window">{paper.to.map((line, n) => <span key={n}>{line}</span>)}</address>;
  return (
    <div className="ag-desk">
      <div className={`ag-paper ag-${form}`}>
        {form === 'letter' ? address : null}
        <div className="ag-ink">
          <h4>{card.subject}</h4>
          <div>{card.body}</div>
          {form === 'letter' ? <small>{card.footer}</small> : null}
        </div>
        {form === 'postcard' ? <div className="ag-back">{address}<small>{card.footer}</small></div> : null}
      </div>
      <div className="ag-buttons">
        <button type="button" className="ag-plain" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Hide the print' : 'See it as printed'}</button>
        <a className="ag-link" href={paper.pdf} target="_blank" rel="noreferrer">Open the PDF</a>
      </div>
      {open ? <iframe className="ag-pdf" title={`${card.formText} as printed`} src={`${paper.pdf}#toolbar=0&navpanes=0&view=FitH`} /> : null}
    </div>
  );
}

function Message({ card }) {
  switch (card.form) {
    case 'sms':
      return (
        <div className="ag-phone"><div className="ag-bubble"><span className="ag-body">{card.body}</span>{'\n'}<span className="ag-footer">{card.footer}</span></div></div>
      );
    case 'connection_request':
    case 'linkedin_message':
    case 'inmail':
      return (
        <div className="ag-li">
          <span className="ag-face" aria-hidden="true">{(card.sender[0] || '?').toUpperCase()}</span>
          <div className="ag-note-li">
            <span className="ag-soft">{card.sender.split(' · ')[0]}{card.form === 'connection_request' ? ' would like to connect' : ''}</span>
            <div className="ag-body">{card.body || 'Without a note.'}</div>
          </div>
        </div>
      );
    case 'voice_script':
      return <Script parts={card.parts} footer={card.footer} seconds={card.seconds} />;
    case 'letter':
    case 'postcard':
      return <Paper card={card} />;
    default:
      return <><div className="ag-body">{card.body}</div><div className="ag-footer">{card.footer}</div></>;
  }
}

export default function DraftCard() {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  const [mode, setMode] = useState('');
  const [subject, setSubject] = useState(props.subject);
  const [body, setBody] = useState(props.body);
  const [remark, setRemark] = useState('');
  const [kept, setKept] = useState('');

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

  async function keepCase() {
    const answer = await callAction({ name: 'keep_case', payload: { kind: 'draft', id: props.ref.id } });
    setKept(answer?.response?.error || 'Kept as a case for the evals.');
  }

  const changed = subject !== props.subject || body !== props.body;
  const approve = () => decide(mode === 'edit' && changed ? { kind: 'approve', subject, body } : { kind: 'approve' });
  const toggle = (name) => { setRemark(''); setError(''); setMode(mode === name ? '' : name); };

  return (
    <article className={`ag-card ag-draft ${open ? '' : 'ag-done'}`} data-card="draft" data-form={props.form} data-status={props.status} data-fate={props.fate ? props.fate.state : ''} data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <button type="button" className="ag-name" title="All about this lead" onClick={() => callAction({ name: 'timeline', payload: { id: props.lead.id } })}>{props.lead.name}</button>
          <span className="ag-soft">{[props.lead.work, props.lead.place].filter(Boolean).join(' · ')}</span>
        </div>
        <span className="ag-chips"><span className="ag-channel"><Icon channel={props.channelKey} />{props.formText}</span><span className={`ag-badge ag-${props.fate ? `fate-${props.fate.state}` : props.status}`}>{props.fate ? FATES[props.fate.state] : open ? (props.answers ? 'Response to approve' : 'To approve') : LABELS[props.status] || props.status}</span></span>
      </header>

      {props.answers ? <Answers reply={props.answers} /> : null}

      <section className={`ag-mail ag-is-${props.form}`}>
        <dl>
          <dt>{props.labels.to}</dt><dd data-to>{props.recipient}</dd>
          <dt>{props.labels.from}</dt><dd>{props.sender}</dd>
          {props.labels.subject ? (
            <>
              <dt>{props.labels.subject}</dt>
              <dd>
                {mode === 'edit' ? (
                  <>
                    <input aria-label={props.labels.subject} className="ag-input" value={subject} onChange={(e) => setSubject(e.target.value)} />
                    <Counter text={subject} limits={{ characters: props.limits.subject }} />
                  </>
                ) : (
                  <strong>{props.subject}</strong>
                )}
              </dd>
            </>
          ) : null}
        </dl>
        {mode === 'edit' ? (
          <>
            <textarea aria-label="Body" className="ag-input ag-body-edit" rows={Math.min(18, Math.max(props.form === 'sms' ? 4 : 8, body.split('\n').length + 2))} value={body} onChange={(e) => setBody(e.target.value)} />
            <Counter text={body} whole={props.footer ? `${body.trimEnd()}\n${props.footer}` : body} limits={props.limits} />
            {props.footer ? <div className="ag-footer">{props.footer}</div> : null}
          </>
        ) : (
          <Message card={props} />
        )}
        {mode !== 'edit' && props.limits.oneSegment ? <Counter text={props.body} whole={`${props.body.trimEnd()}\n${props.footer}`} limits={props.limits} /> : null}
        {mode !== 'edit' && props.limits.characters ? <Counter text={props.body} limits={props.limits} /> : null}
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
      {props.outcome ? (
        <div className="ag-meta">
          {kept ? <span role="status">{kept}</span> : <button type="button" className="ag-name" data-keep onClick={keepCase}>Keep as a case for the evals</button>}
        </div>
      ) : null}

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
