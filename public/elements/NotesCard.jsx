import { useState } from 'react';

const when = (iso) => window.agency.day(iso);

function Versions({ note, ask, callAction }) {
  const [open, setOpen] = useState(false);
  const [list, setList] = useState([]);
  if (note.version < 2) return null;
  async function toggle() {
    if (!open) {
      const answer = await callAction({ name: 'note_versions', payload: { id: note.id } });
      setList(answer?.response?.versions || []);
    }
    setOpen(!open);
  }
  return (
    <div>
      <button type="button" className="ag-link" aria-expanded={open} onClick={toggle}>{open ? 'Hide versions' : `Version ${note.version}, see the others`}</button>
      {open ? (
        <ol className="ag-list" data-versions>
          {list.map((one) => (
            <li key={one.id}>
              <span>{one.version}. {one.text} <span className="ag-soft">{when(one.at)}, {one.source}</span></span>{' '}
              {one.version !== note.version && ask ? <button type="button" className="ag-link" onClick={() => ask({ kind: 'roll_back', version: one.version })}>Use this again</button> : null}
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

function Note({ note, mayAct, callAction }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [text, setText] = useState(null);
  async function ask(what) {
    setBusy(true);
    const failed = await window.agency.wrong(callAction({ name: 'note', payload: { id: note.id, ...what } }));
    setBusy(false);
    setError(failed);
    if (!failed) setText(null);
  }
  return (
    <li className="ag-noted" data-note={note.id} data-in-use={note.inUse ? 'yes' : 'no'}>
      {text === null ? (
        <div className={note.inUse ? '' : 'ag-struck'}>{note.text}</div>
      ) : (
        <textarea className="ag-input" aria-label="What the note should say" rows={3} maxLength={500} value={text} onChange={(e) => setText(e.target.value)} />
      )}
      <div className="ag-meta">
        <span className="ag-label">{note.kind}</span><span>{note.reach}</span><span>{note.source}, {when(note.at)}</span>
      </div>
      <Versions note={note} callAction={callAction} ask={mayAct && note.inUse ? ask : null} />
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {mayAct ? (
        <div className="ag-buttons">
          {!note.inUse ? <button type="button" className="ag-plain" disabled={busy} onClick={() => ask({ kind: 'restore' })}>Restore</button> : null}
          {note.inUse && text === null ? (
            <>
              <button type="button" className="ag-plain" disabled={busy} onClick={() => setText(note.text)}>Correct</button>
              <button type="button" className="ag-plain ag-quiet-danger" disabled={busy} onClick={() => ask({ kind: 'strike' })}>Strike</button>
            </>
          ) : null}
          {text !== null ? (
            <>
              <button type="button" className="ag-primary" disabled={busy || !text.trim() || text === note.text} onClick={() => ask({ kind: 'correct', text: text.trim() })}>Save the correction</button>
              <button type="button" className="ag-plain" disabled={busy} onClick={() => setText(null)}>Back</button>
            </>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

function NotesCard({ props, callAction }) {
  const [struck, setStruck] = useState(false);
  if (!props.live) return <div className="ag-card ag-done">Loading…</div>;
  const list = struck ? props.struck : props.live;
  return (
    <article className="ag-card" data-card="notes">
      <header className="ag-head">
        <div className="ag-who"><strong>What was learned</strong><span className="ag-soft">Wishes in use shape every new draft within their reach.</span></div>
      </header>
      <div className="ag-filters">
        <button type="button" aria-pressed={!struck} onClick={() => setStruck(false)}>In use {props.live.length}</button>
        <button type="button" aria-pressed={struck} onClick={() => setStruck(true)}>Struck {props.struck.length}</button>
      </div>
      {list.length ? (
        <ul className="ag-notes">{list.map((note) => <Note key={note.id} note={note} mayAct={props.mayAct} callAction={callAction} />)}</ul>
      ) : (
        <p className="ag-soft">{struck ? 'Nothing was struck.' : 'Nothing yet. Edit a draft, reject one with a reason, or say what should always hold: “Never mention price in the first mail.”'}</p>
      )}
    </article>
  );
}

const Card = window.agency.card(NotesCard);
export default <Card props={props} callAction={callAction} />;
