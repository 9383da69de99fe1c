-- What a question was about when it was asked; a lead's tier may change later. Without a tier: an answer to
-- somebody who wrote first, which no autopilot decides.
alter table approvals add column channel text check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail'));
alter table approvals add column lead_tier text check (lead_tier in ('hot', 'warm', 'cool', 'cold', 'dead'));
update approvals a
set channel = t.channel, lead_tier = case when t.answers_reply_id is null then l.lead_tier end
from touches t join leads l on l.client_id = t.client_id and l.id = t.lead_id
where t.client_id = a.client_id and t.id = a.touch_id;
create index approvals_judged on approvals (client_id, channel, lead_tier, decided_at desc)
    where status in ('approved', 'rejected', 'redraft') and lead_tier is not null;

create table autopilots (
    client_id uuid not null references clients (id),
    channel text not null check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    lead_tier text not null check (lead_tier in ('hot', 'warm', 'cool', 'cold')),
    is_on boolean not null,
    changed_at timestamptz not null,
    -- Nobody where it has switched itself off.
    changed_by uuid references users (id),
    reason text not null,
    primary key (client_id, channel, lead_tier)
);
alter table autopilots enable row level security;
alter table autopilots force row level security;
create policy client_only on autopilots to agency_app
    using (client_id = nullif(current_setting('app.client_id', true), '')::uuid)
    with check (client_id = nullif(current_setting('app.client_id', true), '')::uuid);
grant select, insert, update on autopilots to agency_app;
