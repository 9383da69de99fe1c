// Show a table with what it comes to, and hand it out as CSV.
import { useState } from 'react';

function ReportCard({ props, callAction }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.rows) return <div className="ag-card ag-done">Loading…</div>;

  async function download() {
    setBusy(true);
    const asked = callAction({ name: 'report_csv', payload: { id: props.ref.id } });
    setError(await window.agency.save(asked, `${props.ref.id}.csv`));
    setBusy(false);
  }

  // A column of figures stands at the right, under one another.
  const figures = props.columns.map((_, m) => props.rows.length > 0 && props.rows.every((row) => /^(?:–|-?[\d,]+(?:\.\d+)?)$/.test(row[m])));

  return (
    <article className="ag-card ag-report" data-card="report" data-id={props.ref.id}>
      <header className="ag-head"><div className="ag-who"><strong>{props.title}</strong><span className="ag-soft">{props.subtitle}</span></div></header>
      {props.notes.map((note, n) => <div className="ag-note" key={n}>{note}</div>)}
      {props.rows.length ? (
        <div className="ag-scroll">
          <table className="ag-table">
            <thead><tr>{props.columns.map((name, m) => <th key={name} className={figures[m] ? 'ag-n' : ''}>{name}</th>)}</tr></thead>
            <tbody>{props.rows.map((row, n) => <tr key={n}>{row.map((cell, m) => <td key={m} className={figures[m] ? 'ag-n' : ''}>{cell}</td>)}</tr>)}</tbody>
          </table>
        </div>
      ) : (
        <p className="ag-soft">{props.empty}</p>
      )}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
      {props.csv ? <div className="ag-buttons"><button type="button" className="ag-plain" disabled={busy} onClick={download}>Download as CSV</button></div> : null}
    </article>
  );
}

const Card = window.agency.card(ReportCard);
export default <Card props={props} callAction={callAction} />;
