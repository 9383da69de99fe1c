// Show per channel whether the client may send now, and let people put right what is missing.
import { useState } from 'react';

function ComplianceCard({ props, callAction }) {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  const [asking, setAsking] = useState('');
  const [owner, setOwner] = useState('');

  if (!props.channels) return <div className="ag-card ag-done">Loading…</div>;

  async function call(name, payload, key) {
    setBusy(key);
    setError('');
    const failed = await window.agency.wrong(callAction({ name, payload }));
    setError(failed);
    setBusy('');
    if (!failed) setAsking('');
  }

  const act = (what, sender, more) => call('comply', { act: what, id: sender?.id, ...more }, `${what}:${sender?.id || ''}`);

  async function download() {
    setBusy('download');
    setError(await window.agency.save(callAction({ name: 'comply_csv', payload: {} }), 'numbers-to-wash.csv'));
    setBusy('');
  }

  function upload(event) {
    const file = event.target.files[0];
    event.target.value = '';
    if (!file) return;
    if (file.size > 2000000) {
      setError('The file is larger than 2 MB: split it, or send it to the API.');
      return;
    }
    const reader = new FileReader();
    reader.onload = () => act('wash_csv', null, { file: String(reader.result).split(',')[1] || '' });
    reader.onerror = () => setError('The file could not be read: choose it again.');
    reader.readAsDataURL(file);
  }

  const label = { attest: 'I checked SPF, DKIM and DMARC: all pass', unpause: 'Put back into use', register: 'It stands in the register', accept_risk: 'Accept the risk…' };

  function fixOf(gap, sender) {
    if (!label[gap.fix]) return null;
    if (!props.mayAttest) return <span className="ag-soft">An admin can put this right.</span>;
    const open = gap.fix === 'accept_risk' ? () => setAsking(sender.id) : () => act(gap.fix, sender);
    return <button type="button" className="ag-plain" disabled={!!busy} onClick={open}>{label[gap.fix]}</button>;
  }

  return (
    <article className="ag-card" data-card="compliance">
      <header className="ag-head">
        <div className="ag-who"><strong>What may be sent now</strong><span className="ag-soft">Each lead's own rules are asked besides, at the moment of sending.</span></div>
      </header>
      {props.channels.map((c) => (
        <section key={c.key} className="ag-ask" data-channel={c.key}>
          <div className="ag-head">
            <div className="ag-who"><strong>{c.name}</strong><span className="ag-soft">{c.sentence}</span></div>
            <span className={`ag-badge ${c.open ? 'ag-approved' : 'ag-rejected'}`}>{c.open ? 'Open' : 'Closed'}</span>
          </div>
          {c.missing.map((m) => <div className="ag-note" key={m}>{m}</div>)}
          {c.senders.map((s) => (
            <div className="ag-ask" key={s.id} data-sender={s.id}>
              <div className="ag-meta"><span>{s.label} · {s.address}</span><span>{s.used} of {s.limit} today</span></div>
              {s.gaps.map((g) => (
                <div className="ag-note" key={g.fix}>{g.sentence}<div className="ag-buttons">{fixOf(g, s)}</div></div>
              ))}
              {asking === s.id ? (
                <div className="ag-ask">
                  <span>{props.risk}</span>
                  <label>Full name of the seat's owner
                    <input className="ag-input" value={owner} maxLength={200} disabled={!!busy} onChange={(e) => setOwner(e.target.value)} />
                  </label>
                  <div className="ag-buttons">
                    <button type="button" className="ag-primary" disabled={!!busy || owner.trim().length < 3} onClick={() => act('accept_risk', s, { owner })}>The owner accepts this in writing</button>
                    <button type="button" className="ag-plain" disabled={!!busy} onClick={() => setAsking('')}>Cancel</button>
                  </div>
                </div>
              ) : null}
              {c.key === 'linkedin' && s.ready && props.mayAct ? (
                <div className="ag-buttons"><button type="button" className="ag-plain" disabled={!!busy} onClick={() => act('restricted', s)}>LinkedIn restricted this seat: rest it for 7 days</button></div>
              ) : null}
            </div>
          ))}
          {c.notes.map((n) => <span className="ag-soft" key={n}>{n}</span>)}
        </section>
      ))}
      <section className="ag-ask" data-part="washing">
        <strong>Do Not Call Register</strong>
        <div className="ag-tiles">
          {props.washing.tiles.map((t) => <div className="ag-tile" key={t.label}><span className="ag-label">{t.label}</span><b>{t.value}</b><span>{t.hint}</span></div>)}
        </div>
        <div className="ag-meta">
          <span>{props.washing.hasAccount ? 'Numbers are washed by the account at the register.' : 'There is no account at the register: wash by file.'}</span>
          {props.washing.balance !== null ? <span>{props.washing.balance} washes left</span> : null}
        </div>
        <div className="ag-buttons">
          {props.mayAct && props.washing.hasAccount ? <button type="button" className="ag-plain" disabled={!!busy} onClick={() => act('wash')}>{busy === 'wash:' ? 'Washing…' : 'Wash the numbers of planned calls now'}</button> : null}
          <button type="button" className="ag-plain" disabled={!!busy || !props.washing.due} onClick={download}>Download the numbers to wash</button>
          {props.mayAct ? <label className="ag-more">Send the register's answers<input type="file" accept=".csv,.txt,text/csv,text/plain" aria-label="The register's answers" className="ag-input" disabled={!!busy} onChange={upload} /></label> : null}
        </div>
      </section>
      {props.lists.length ? (
        <section className="ag-ask" data-part="lists">
          <strong>Where the lists come from</strong>
          <div className="ag-scroll">
            <table className="ag-table">
              <thead><tr><th>List</th><th>Leads</th><th>Source</th><th>Attested by</th></tr></thead>
              <tbody>
                {props.lists.map((l) => (
                  <tr key={l.filename + l.at}><td>{l.filename}</td><td>{l.leads.toLocaleString()}</td><td>{l.source}{l.note ? `: ${l.note}` : ''}{l.consent ? '' : ' (no consent follows)'}</td><td>{l.by || 'nobody'}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      {error ? <div className="ag-error" role="alert">{error}</div> : null}
    </article>
  );
}

const Card = window.agency.card(ComplianceCard);
export default <Card props={props} callAction={callAction} />;
