// Show a dropped list: how its columns are read, what came in, and what was set aside.
import { useState } from 'react';

function ImportCard({ props, callAction }) {
  const [mapping, setMapping] = useState(props.mapping || {});
  const [source, setSource] = useState(props.source || '');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');

  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;

  async function call(name) {
    setBusy(name);
    setError('');
    const payload = { id: props.ref.id, mapping, source, note, filename: props.filename, columns: props.columns };
    setError(await window.agency.wrong(callAction({ name, payload })));
    setBusy('');
  }

  async function download() {
    setBusy('quarantine_csv');
    const asked = callAction({ name: 'quarantine_csv', payload: { id: props.ref.id } });
    setError(await window.agency.save(asked, `quarantine-${props.filename}`));
    setBusy('');
  }

  if (props.status === 'discarded') return <div className="ag-card ag-done" data-card="import" data-status="discarded">{props.filename} was not imported.</div>;

  if (props.status === 'committed') {
    return (
      <article className="ag-card" data-card="import" data-status="committed">
        <header className="ag-head">
          <div className="ag-who"><strong>{props.filename}</strong><span className="ag-soft">Imported</span></div>
          <span className="ag-badge ag-approved">{props.imported.toLocaleString()} leads</span>
        </header>
        <div className="ag-tiles">
          <div className="ag-tile"><b>{props.imported.toLocaleString()}</b><span>imported</span></div>
          <div className="ag-tile"><b>{props.quarantined.toLocaleString()}</b><span>set aside</span></div>
          {props.byReason.map((r) => <div className="ag-tile ag-small" key={r.reason}><b>{r.rows.toLocaleString()}</b><span>{r.reason}</span></div>)}
        </div>
        {(props.warnings || []).map((w, n) => <div className="ag-note" key={n}>{w}</div>)}
        {props.quarantined ? (
          <>
            {props.rows ? (
              <div className="ag-scroll">
                <table className="ag-table" data-table="quarantine">
                  <thead><tr><th>Line</th><th>Why it was set aside</th><th>What it says</th></tr></thead>
                  <tbody>
                    {props.rows.map((row) => (
                      <tr key={row.line}><td>{row.line}</td><td>{row.sentence}</td><td className="ag-soft">{row.cells.filter(Boolean).join(' · ')}</td></tr>
                    ))}
                  </tbody>
                </table>
              </div>
            ) : null}
            <div className="ag-buttons">
              <button type="button" className="ag-plain" disabled={!!busy} onClick={download}>Download the rows set aside</button>
              {props.rows && props.rows.length < props.quarantined ? <span className="ag-soft">The first {props.rows.length} are shown.</span> : null}
            </div>
          </>
        ) : null}
        {error ? <div className="ag-error" role="alert">{error}</div> : null}
      </article>
    );
  }

  const samples = props.samples || [];
  return (
    <article className="ag-card" data-card="import" data-status="previewed">
      <header className="ag-head">
        <div className="ag-who">
          <strong>{props.filename}</strong>
          <span className="ag-soft">{props.rowCount.toLocaleString()} rows · {props.encoding}</span>
        </div>
        <span className="ag-badge ag-pending">Check the columns</span>
      </header>
      {props.warnings.map((w, n) => <div className="ag-note" key={n}>{w}</div>)}
      <div className="ag-scroll">
        <table className="ag-table ag-mapping">
          <thead><tr><th>Column</th><th>Read as</th><th>First rows</th></tr></thead>
          <tbody>
            {props.columns.map((column, n) => (
              <tr key={column}>
                <td><strong>{column}</strong></td>
                <td>
                  <select aria-label={`Read ${column} as`} className="ag-input" disabled={!props.mayImport || !!busy} value={mapping[column] || ''} onChange={(e) => setMapping({ ...mapping, [column]: e.target.value })}>
                    {props.fields.map((f) => <option key={f.value} value={f.value}>{f.label}</option>)}
                  </select>
                </td>
                <td className="ag-soft ag-sample">{samples.slice(0, 3).map((row) => row[n]).filter(Boolean).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {props.mayImport && props.sources ? (
        <div className="ag-source">
          <label className="ag-soft" htmlFor={`source-${props.ref.id}`}>Where does this list come from?</label>
          <select id={`source-${props.ref.id}`} className="ag-input" disabled={!!busy} value={source} onChange={(e) => setSource(e.target.value)}>
            {props.sources.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
          </select>
          <input className="ag-input" aria-label="Which site, register or event" placeholder="Which site, register or event (optional)" maxLength={300} disabled={!!busy} value={note} onChange={(e) => setNote(e.target.value)} />
          <div className="ag-note">By importing you state: {(props.sources.find((one) => one.value === source) || {}).statement} This is kept with each lead, with your name, as the basis of consent.</div>
        </div>
      ) : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {props.mayImport ? (
        <div className="ag-buttons">
          <button type="button" className="ag-primary" disabled={!!busy} onClick={() => call('import')}>{busy === 'import' ? 'Importing…' : `Import ${props.rowCount.toLocaleString()} rows`}</button>
          <button type="button" className="ag-plain" disabled={!!busy} onClick={() => call('discard_import')}>Discard</button>
        </div>
      ) : <div className="ag-meta">Your role may look, not import.</div>}
    </article>
  );
}

const Card = window.agency.card(ImportCard);
export default <Card key={props.status} props={props} callAction={callAction} />;
