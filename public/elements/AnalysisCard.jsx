// Show how a campaign is doing: the advice, the numbers with their bounds, four weeks, channels, who comes next.
import { useState } from 'react';

function Weeks({ days }) {
  const most = Math.max(4, ...days.map((d) => d.sent));
  const answers = Math.max(1, ...days.map((d) => d.replied));
  const width = 560, height = 120, step = width / days.length;
  const y = (n, of) => height - 18 - (n / of) * (height - 34);
  const line = days.map((d, n) => `${n ? 'L' : 'M'}${(n + 0.5) * step},${y(d.replied, answers)}`).join(' ');
  const label = (iso) => new Date(`${iso}T00:00`).toLocaleDateString('en-AU', { day: 'numeric', month: 'short' });
  return (
    <svg className="ag-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Sent and answered on each of the last ${days.length} days`}>
      {days.map((d, n) => (
        <g key={d.day}>
          <rect x={n * step + 2} y={y(d.sent, most)} width={step - 4} height={height - 18 - y(d.sent, most)} rx="2" className="ag-chart-sent"><title>{`${label(d.day)}: ${d.sent} sent, ${d.replied} answered`}</title></rect>
          {n % 7 === 0 ? <text x={n * step + 2} y={height - 4} className="ag-chart-text">{label(d.day)}</text> : null}
        </g>
      ))}
      <path d={line} className="ag-chart-line" />
      {days.map((d, n) => (d.replied ? <circle key={d.day} cx={(n + 0.5) * step} cy={y(d.replied, answers)} r="3" className="ag-chart-dot"><title>{`${label(d.day)}: ${d.replied} answered`}</title></circle> : null))}
      <text x="2" y="10" className="ag-chart-text">{most} sent</text>
      <text x={width - 2} y="10" textAnchor="end" className="ag-chart-text">{answers} answered</text>
    </svg>
  );
}

function AnalysisCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  if (props.gone) return <div className="ag-card ag-done">{props.gone}</div>;
  if (!props.rates) return <div className="ag-card ag-done">Loading…</div>;
  const percent = (share) => `${(share * 100).toFixed(share < 0.1 && share > 0 ? 1 : 0)}\u00a0%`;
  const badge = { pause: 'ag-rejected', activate: 'ag-approved', modify: 'ag-pending', continue: 'ag-redraft' }[props.advice];

  async function call(name, payload) {
    setBusy(name);
    setError('');
    setError(await window.agency.wrong(callAction({ name, payload })));
    setBusy('');
  }

  return (
    <article className="ag-card" data-card="analysis" data-id={props.ref.id} data-advice={props.advice}>
      <header className="ag-head">
        <div className="ag-who"><strong>{props.name}</strong><span className="ag-soft">{props.status} · {props.sent.toLocaleString()} sent · {props.waiting.toLocaleString()} wait for their first message</span></div>
        <span className={`ag-badge ${badge}`}>{props.says} · {props.confidence} % sure</span>
      </header>
      <ul className="ag-list">{props.because.map((b) => <li key={b}>{b}</li>)}</ul>
      {props.changes.length ? (
        <section className="ag-ask" data-part="changes"><strong>What I would change</strong><ul className="ag-list">{props.changes.map((c) => <li key={c}>{c}</li>)}</ul></section>
      ) : null}
      {props.propose ? <div className="ag-buttons"><button type="button" className="ag-primary" disabled={!!busy} onClick={() => call('propose_advice', { id: props.ref.id })}>{busy === 'propose_advice' ? 'One moment…' : props.propose}</button></div> : null}
      {props.days.some((d) => d.sent || d.replied) ? <Weeks days={props.days} /> : null}
      <div className="ag-rates">
        {props.rates.map((r) => (
          <div key={r.name} className="ag-rate" data-rate={r.name}>
            <span className="ag-label">{r.name}</span>
            <b>{r.share === null ? '–' : percent(r.share)}</b>
            <span>{r.of ? `${r.hits.toLocaleString()} of ${r.of.toLocaleString()}` : 'none yet'}</span>
            {r.of ? <div className="ag-range" title={`95 %: ${percent(r.low)} to ${percent(r.high)}`}><i style={{ left: `${r.low * 100}%`, width: `${Math.max(1, (r.high - r.low) * 100)}%` }} /><u style={{ left: `${r.share * 100}%` }} /></div> : null}
          </div>
        ))}
      </div>
      {props.mix.rows.length ? (
        <details className="ag-facts" open={!!props.mix.shares.length}>
          <summary>Channels by tier{props.mix.effect ? `: ${props.mix.effect}` : ''}</summary>
          <div className="ag-scroll"><table className="ag-table"><thead><tr><th>Tier</th><th>Channel</th><th>Interested</th></tr></thead>
            <tbody>{props.mix.rows.map((m) => <tr key={m.tier + m.channel}><td>{m.tier}</td><td>{m.channel}</td><td>{m.hits} of {m.of}</td></tr>)}</tbody></table></div>
          {props.mix.shares.length ? <div className="ag-meta">{props.mix.shares.map((s) => <span key={s.name}>{s.name}: {s.now} % → <b>{s.then} %</b></span>)}</div> : null}
        </details>
      ) : null}
      <details className="ag-facts">
        <summary>Timing and the next seven days</summary>
        <ul>{props.timing.map((t) => <li key={t}>{t}</li>)}
          <li>{props.forecast.bounds ? `${props.forecast.bounds.touches} messages should bring ${props.forecast.bounds.replies.join(' to ')} answers, ${props.forecast.bounds.positive.join(' to ')} of them interested. ` : ''}{props.forecast.reason}</li></ul>
      </details>
      {props.next.length ? (
        <details className="ag-facts">
          <summary>Whom to contact next</summary>
          <ol className="ag-next">{props.next.map((l) => (
            <li key={l.id}><button type="button" className="ag-name" disabled={!!busy} onClick={() => call('timeline', { id: l.id })}>{l.name}</button> <span className={`ag-badge ag-${l.tier}`}>{l.points}</span><div className="ag-soft">{l.work}</div><div className="ag-soft">{l.reasons}</div></li>
          ))}</ol>
        </details>
      ) : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </article>
  );
}

const Card = window.agency.card(AnalysisCard);
export default <Card props={props} callAction={callAction} />;
