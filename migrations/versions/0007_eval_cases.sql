-- What a reviewer decided, kept as a case for the evals. The half that a case belongs to is written down once and
-- never changes: what was looked at while tuning stays apart from what measures.
create table eval_cases (
    id uuid not null,
    client_id uuid not null references clients (id),
    kind text not null check (kind in ('reply', 'draft')),
    half text not null check (half in ('development', 'test')),
    source_id uuid not null,
    lead_id uuid not null,
    content jsonb not null,
    kept_by uuid references users (id),
    kept_at timestamptz not null,
    primary key (client_id, id),
    unique (client_id, kind, source_id),
    foreign key (client_id, lead_id) references leads (client_id, id)
);
create index on eval_cases (client_id, lead_id);
alter table eval_cases enable row level security;
alter table eval_cases force row level security;
create policy client_only on eval_cases to agency_app
    using (client_id = nullif(current_setting('app.client_id', true), '')::uuid)
    with check (client_id = nullif(current_setting('app.client_id', true), '')::uuid);
-- Kept once and corrected in its content only; it goes with the person whom it is about.
grant select, insert, delete on eval_cases to agency_app;
grant update (content, kept_by, kept_at) on eval_cases to agency_app;
