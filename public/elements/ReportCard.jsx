// Show a table with what it comes to, and hand it out as CSV.
import { useState } from 'react';

export default function ReportCard() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.rows) return <div className="ag-card ag-done">Loading…</div>;

  async function download() {
    setBusy(true);
    setError('');
    try {
      const answer = (await callAction({ name: 'report_csv', payload: { id: props.ref.id } }))?.response;
      if (answer?.error) setError(answer.error);
      if (!answer?.csv) return;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([answer.csv], { type: 'text/csv' }));
      link.download = `${props.ref.id}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    } catch (failure) {
      setError('The server could not be reached: check the connection and try again.');
    } finally {
      setBusy(false);
    }
  }

  return (
    <article className="ag-card" data-card="report" data-id={props.ref.id}>
      <header className="ag-head"><div className="ag-who"><strong>{props.title}</strong><span className="ag-soft">{props.subtitle}</span></div></header>
      {props.notes.map((note, n) => <div className="ag-note" key={n}>{note}</div>)}
      {props.rows.length ? (
        <div className="ag-scroll">
          <table className="ag-table">
            <thead><tr>{props.columns.map((name) => <th key={name}>{name}</th>)}</tr></thead>
            <tbody>{props.rows.map((row, n) => <tr key={n}>{row.map((cell, m) => <td key={m}>{cell}</td>)}</tr>)}</tbody>
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
