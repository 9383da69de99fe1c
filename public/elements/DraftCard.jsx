// Show one draft exactly as it would go, and take a reviewer's decision on it.
import { useState } from 'react';

const when = (iso) => window.agency.when(iso);
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

function Notes({ notes, mayAct, callAction }) {
  const [struck, setStruck] = useState([]);
  const [error, setError] = useState('');
  async function turn(note, kind) {
    setError('');
    const failed = await window.agency.wrong(callAction({ name: 'note', payload: { id: note.id, kind } }));
    if (failed) setError(failed);
    else setStruck(kind === 'strike' ? [...struck, note.id] : struck.filter((id) => id !== note.id));
  }
  return (
    <details className="ag-facts" data-notes>
      <summary>{notes.length === 1 ? 'Heeds 1 note' : `Heeds ${notes.length} notes`}</summary>
      <ul>
        {notes.map((note) => {
          const inUse = note.inUse && !struck.includes(note.id);
          return (
            <li key={note.id} data-note={note.id}>
              <span className={inUse ? '' : 'ag-struck'}>{note.text}</span> <span className="ag-soft">{note.source}</span>{' '}
              {mayAct && inUse ? <button type="button" className="ag-link" onClick={() => turn(note, 'strike')}>Strike</button> : null}
              {mayAct && struck.includes(note.id) ? <button type="button" className="ag-link" onClick={() => turn(note, 'restore')}>Restore</button> : null}
            </li>
          );
        })}
      </ul>
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </details>
  );
}

function Icon({ channel }) {
  return (
    <svg className="ag-icon" viewBox="0 0 24 24" aria-hidden="true"><path d={window.agency.ICONS[channel]} /></svg>
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

// The number stands in the style sheet: whoever copies the text copies no numbers.
function Told({ text, claims }) {
  const pieces = [];
  let at = 0;
  claims.forEach((claim, n) => {
    const start = text.indexOf(claim.text, at);
    if (start < 0) return;
    pieces.push(text.slice(at, start));
    pieces.push(<mark key={n} className={`ag-tie ag-tie-${claim.about}`} data-n={n + 1} title={`${claim.about === 'lead' ? 'Known of them' : 'Known of us'}: ${claim.fact}`}>{claim.text}</mark>);
    at = start + claim.text.length;
  });
  return <>{pieces}{text.slice(at)}</>;
}

function Wordings({ count, choice, choose }) {
  return (
    <div className="ag-wordings" role="group" aria-label="Wordings to choose from">
      <span className="ag-soft">Wording</span>
      {Array.from({ length: count }, (_, n) => (
        <button key={n} type="button" aria-pressed={choice === n} onClick={() => choose(n)}>{n + 1}</button>
      ))}
    </div>
  );
}

function Personal({ personal }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="ag-score">
      <button type="button" className="ag-score-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="ag-soft">Personal</span>
        <span className="ag-als" data-personal>{personal.score.toFixed(2)}</span>
        <span className="ag-bars ag-weights" aria-hidden="true" style={{ gridTemplateColumns: personal.parts.map((p) => `${p.weight}fr`).join(' ') }}>
          {personal.parts.map((p) => <span key={p.name} className="ag-bar" title={`${p.name}: ${p.counted ? `+${p.weight.toFixed(2)}` : 'no'}`}><i style={{ width: p.counted ? '100%' : 0 }} /></span>)}
        </span>
        <span className="ag-soft ag-more">{open ? 'Hide' : 'What counts?'}</span>
      </button>
      {open ? (
        <ul className="ag-parts">
          {personal.parts.map((p) => <li key={p.name} className={p.counted ? '' : 'ag-soft'}><span aria-hidden="true">{p.counted ? '✓' : '·'}</span>{p.name}<span className="ag-points">{p.counted ? `+${p.weight.toFixed(2)}` : `of ${p.weight.toFixed(2)}`}</span></li>)}
        </ul>
      ) : null}
    </section>
  );
}

function Grounds({ claims, facts }) {
  const tied = new Set(claims.map((claim) => claim.fact));
  const loose = facts.filter((fact) => !tied.has(fact));
  if (!claims.length && !loose.length) return null;
  const count = tied.size + loose.length;
  return (
    <details className="ag-facts">
      <summary>{count === 1 ? 'Rests on 1 fact' : `Rests on ${count} facts`}</summary>
      <ol className="ag-ties">
        {claims.map((claim, n) => (
          <li key={n}>
            <span className={`ag-tie-n ag-tie-${claim.about}`}>{n + 1}</span>
            <span>{claim.text}<span className="ag-soft ag-source">{claim.about === 'lead' ? 'Known of them' : 'Known of us'}: {claim.fact}</span></span>
          </li>
        ))}
        {loose.map((fact) => <li key={fact}><span className="ag-tie-n">·</span><span className="ag-soft">Named by the writer: {fact}</span></li>)}
      </ol>
    </details>
  );
}

function Script({ parts, footer, seconds, claims }) {
  const talk = parts.filter((p) => !p.title.startsWith('If '));
  const answers = parts.filter((p) => p.title.startsWith('If '));
  return (
    <div className="ag-script">
      <div className="ag-soft ag-speaking">About {seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`} to say</div>
      <dl>{talk.map((p, n) => <div key={n}><dt>{p.title || 'Script'}</dt><dd><Told text={p.text} claims={claims} /></dd></div>)}</dl>
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
          <div><Told text={card.body} claims={card.claims} /></div>
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
        <div className="ag-phone"><div className="ag-bubble"><span className="ag-body"><Told text={card.body} claims={card.claims} /></span>{'\n'}<span className="ag-footer">{card.footer}</span></div></div>
      );
    case 'connection_request':
    case 'linkedin_message':
    case 'inmail':
      return (
        <div className="ag-li">
          <span className="ag-face" aria-hidden="true">{(card.sender[0] || '?').toUpperCase()}</span>
          <div className="ag-note-li">
            <span className="ag-soft">{card.sender.split(' · ')[0]}{card.form === 'connection_request' ? ' would like to connect' : ''}</span>
            <div className="ag-body">{card.body ? <Told text={card.body} claims={card.claims} /> : 'Without a note.'}</div>
          </div>
        </div>
      );
    case 'voice_script':
      return <Script parts={card.parts} footer={card.footer} seconds={card.seconds} claims={card.claims} />;
    case 'letter':
    case 'postcard':
      return <Paper card={card} />;
    default:
      return <><div className="ag-body"><Told text={card.body} claims={card.claims} /></div><div className="ag-footer">{card.footer}</div></>;
  }
}

function DraftCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  const [mode, setMode] = useState('');
  const [subject, setSubject] = useState(props.subject);
  const [body, setBody] = useState(props.body);
  const [remark, setRemark] = useState('');
  const [choice, setChoice] = useState(0);
  const [kept, setKept] = useState('');

  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.status) return <div className="ag-card ag-done">Loading…</div>;

  const open = props.status === 'pending';
  // The first wording is the draft itself; the server knows the others by their numbers from 1.
  const now = choice ? { ...props, ...props.variants[choice - 1] } : props;

  async function decide(decision) {
    setBusy(decision.kind);
    setError('');
    setError(await window.agency.wrong(callAction({ name: 'decide', payload: { id: props.ref.id, ...decision } })));
    setBusy('');
  }

  async function keepCase() {
    const failed = await window.agency.wrong(callAction({ name: 'keep_case', payload: { kind: 'draft', id: props.ref.id } }));
    setKept(failed || 'Kept as a case for the evals.');
  }

  const changed = subject !== now.subject || body !== now.body;
  const approve = () => decide({ kind: 'approve', ...(choice ? { variant: choice } : {}), ...(mode === 'edit' && changed ? { subject, body } : {}) });
  const choose = (n) => { setChoice(n); setError(''); };
  const toggle = (name) => { setRemark(''); setError(''); setMode(mode === name ? '' : name); };

  return (
    <article className={`ag-card ag-draft ${open ? '' : 'ag-done'}`} data-card="draft" data-form={props.form} data-status={props.status} data-fate={props.fate ? props.fate.state : ''} data-id={props.ref.id}>
      <header className="ag-head">
        <div className="ag-who">
          <button type="button" className="ag-name" title="All about this lead" onClick={() => window.agency.reveal(callAction({ name: 'timeline', payload: { id: props.lead.id } }), `[data-card=timeline][data-id="${props.lead.id}"]`)}>{props.lead.name}</button>
          <span className="ag-soft">{[props.lead.work, props.lead.place].filter(Boolean).join(' · ')}</span>
        </div>
        <span className="ag-chips"><span className="ag-channel"><Icon channel={props.channelKey} />{props.formText}</span><span className={`ag-badge ag-${props.fate ? `fate-${props.fate.state}` : props.status}`}>{props.fate ? FATES[props.fate.state] : open ? (props.answers ? 'Response to approve' : 'To approve') : LABELS[props.status] || props.status}</span></span>
      </header>

      {props.answers ? <Answers reply={props.answers} /> : null}

      {open && props.variants.length && mode !== 'edit' ? <Wordings count={props.variants.length + 1} choice={choice} choose={choose} /> : null}

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
                  <strong>{now.subject}</strong>
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
          <Message card={now} />
        )}
        {mode !== 'edit' && props.limits.oneSegment ? <Counter text={now.body} whole={`${now.body.trimEnd()}\n${props.footer}`} limits={props.limits} /> : null}
        {mode !== 'edit' && props.limits.characters ? <Counter text={now.body} limits={props.limits} /> : null}
      </section>

      {props.findings.length && !choice ? (
        <ul className="ag-findings" aria-label="What the check found">
          <li className="ag-soft">The check found:</li>
          {props.findings.map((f, n) => <li key={n} className={`ag-${f.severity}`} data-code={f.code}><b>{f.severity === 'hard' ? 'Must change' : 'Look at'}</b>{f.sentence}</li>)}
        </ul>
      ) : null}

      {props.als ? <Score als={props.als} /> : null}

      <Personal personal={now.personal} />
      <Grounds claims={now.claims} facts={now.facts} />

      {props.notes.length ? <Notes notes={props.notes} mayAct={props.mayAct} callAction={callAction} /> : null}

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
          {kept ? <span role="status">{kept}</span> : <button type="button" className="ag-keep" data-keep onClick={keepCase}>Keep as a case for the evals</button>}
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
              <button type="button" className="ag-plain" disabled={!!busy} onClick={() => { setSubject(now.subject); setBody(now.body); toggle('edit'); }}>
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

const Card = window.agency.card(DraftCard);
// Another draft, or a decision, begins anew: what was being written was about the one before.
export default <Card key={`${props.status}/${props.version}`} props={props} callAction={callAction} />;
