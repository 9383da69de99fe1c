-- A person who asked for it is erased (GDPR art 17, Privacy Act APP 11.2). Their lead's row stays for what is counted,
-- without anything of theirs; the address stays as a hash in `suppressions`.
alter table leads add column erased_at timestamptz;
create index leads_erased on leads (client_id, id) where erased_at is not null;

create table erasures (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    -- Whom it is about, until it is done.
    address text,
    address_hash bytea not null,
    lead_ids uuid[] not null default '{}',
    -- `erased` until the chats are clean too: they are the work engine's, and no transaction reaches both.
    status text not null default 'open' check (status in ('open', 'erased', 'done', 'declined')),
    -- How the person is recognised in chats, and what of it is looked for first; until the chats are clean.
    pattern text,
    anchors text,
    numbers jsonb not null default '{}',
    asked_by uuid references users (id),
    asked_at timestamptz not null,
    decided_by uuid references users (id),
    decided_at timestamptz,
    primary key (client_id, id)
);
create index erasures_unfinished on erasures (client_id) where status = 'erased';
alter table erasures enable row level security;
alter table erasures force row level security;
create policy client_only on erasures to agency_app
    using (client_id = nullif(current_setting('app.client_id', true), '')::uuid)
    with check (client_id = nullif(current_setting('app.client_id', true), '')::uuid);
grant select, insert, update on erasures to agency_app;

-- What is only ever added to may lose the words about a person, and nothing else.
grant update (sentence) on activities to agency_app;
grant update (sentences) on scores to agency_app;
grant update (phone) on phone_washes to agency_app;
grant update (sentence, cells) on quarantined_rows to agency_app;
grant delete on routes, lead_routes to agency_app;

-- Whoever takes in what arrives asks whether its sender was erased: by hash alone.
create index suppressions_erased on suppressions (value_hash) where erased_at is not null;
create policy erased_only on suppressions for select to agency_system using (erased_at is not null);
grant select (kind, value_hash, erased_at) on suppressions to agency_system;
-- Whose stored events hold a person's words.
create index on inbound_events (client_id) where client_id is not null;

create function keep_erased() returns trigger language plpgsql as $$
begin
    return old;
end $$;
create trigger keep_erased before update on leads
for each row when (old.erased_at is not null) execute function keep_erased();

-- Work that was under way when somebody was erased still writes what it had read. Its foreign key waits for the
-- erasure, which locks the lead and its touches; then nothing that it wrote has words.
create function forget_erased() returns trigger language plpgsql as $$
begin
    if not exists (select from leads l where l.erased_at is not null
        and l.client_id in (select f.client_id from fresh f)) then
        return null;
    end if;
    case tg_table_name
    when 'drafts' then
        update drafts d set recipient = '', subject = '', body = '', footer = '', facts = '[]', findings = '[]',
            feedback = null, variants = '[]'
        from fresh f
        join touches t on t.client_id = f.client_id and t.id = f.touch_id
        join leads l on l.client_id = t.client_id and l.id = t.lead_id and l.erased_at is not null
        where d.client_id = f.client_id and d.id = f.id;
    when 'replies' then
        update replies r set from_address = '', subject = '', text = '', transcript = '', reference_ids = '{}',
            intent = 'unsubscribe', confidence = 1, decided_by = 'rule', read_at = r.received_at,
            acted_at = r.received_at, settled_at = r.received_at,
            reading = '{"intent": "unsubscribe", "confidence": 1}'
        from fresh f
        join leads l on l.client_id = f.client_id and l.id = f.lead_id and l.erased_at is not null
        where r.client_id = f.client_id and r.id = f.id;
    when 'activities' then
        update activities a set sentence = 'Erased.'
        from fresh f
        join leads l on l.client_id = f.client_id and l.id = f.lead_id and l.erased_at is not null
        where a.client_id = f.client_id and a.id = f.id;
    when 'scores' then
        update scores s set sentences = array_fill('Erased.'::text, array[5])
        from fresh f
        join leads l on l.client_id = f.client_id and l.id = f.lead_id and l.erased_at is not null
        where s.client_id = f.client_id and s.lead_id = f.lead_id and s.id = f.id;
    when 'lead_provenance' then
        delete from lead_provenance p using fresh f, leads l
        where l.client_id = f.client_id and l.id = f.lead_id and l.erased_at is not null
          and p.client_id = f.client_id and p.lead_id = f.lead_id;
    when 'enrichment_requests' then
        update enrichment_requests e set answer = null, reason = null
        from fresh f
        join leads l on l.client_id = f.client_id and l.id = f.lead_id and l.erased_at is not null
        where e.client_id = f.client_id and e.id = f.id and (e.answer is not null or e.reason is not null);
    end case;
    return null;
end $$;
create trigger forget_erased after insert on drafts
referencing new table as fresh for each statement execute function forget_erased();
create trigger forget_erased after insert on replies
referencing new table as fresh for each statement execute function forget_erased();
create trigger forget_erased after insert on activities
referencing new table as fresh for each statement execute function forget_erased();
create trigger forget_erased after insert on scores
referencing new table as fresh for each statement execute function forget_erased();
create trigger forget_erased after insert on lead_provenance
referencing new table as fresh for each statement execute function forget_erased();
create trigger forget_erased after update on enrichment_requests
referencing new table as fresh for each statement execute function forget_erased();
