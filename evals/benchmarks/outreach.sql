-- add_campaign -- An active campaign that works at every hour.
insert into campaigns (client_id, brand_id, name, brief, status, daily_limit, work_days, work_start, work_end)
select $1, b.id, $2, 'Offer a free review of contracts', 'active', 500, '{1,2,3,4,5,6,7}', '00:00', '23:59'
from brands b
where b.client_id = $1
returning id;

-- add_steps -- One step.
insert into sequence_steps (client_id, campaign_id, n, delay_days, brief)
values ($1, $2, 1, 0, 'Say hello');

-- add_leads -- So many leads who may be written to, with their consents; each tenth had the first step before.
with people as (
    insert into leads (client_id, campaign_id, email, first_name, last_name, title, company, domain, industry, employees,
        city, state, country, email_status, status, step_n, als, lead_tier)
    select $1, $2, 'p' || n || '@firm' || (n % 4000) || '.example', 'Mia', 'Chen' || n, 'Managing Director',
        'Firm ' || n % 4000, 'firm' || (n % 4000) || '.example', 'Legal services', 40, 'Sydney', 'NSW', 'Australia',
        'verified', case when n % 10 = 0 then 'in_sequence' else 'scored' end, (n % 10 = 0)::int, 60 + n % 40, 'warm'
    from generate_series(1, $3::int) as n
    returning id
)
insert into consents (client_id, lead_id, kind, source, evidence, captured_at)
select $1, id, 'inferred_relationship', 'bench', 'A customer.', now() - interval '30 days' from people;

-- add_earlier -- What those had: a sent touch with its draft and its record.
with sent as (
    insert into touches (client_id, campaign_id, lead_id, step_n, channel, resource_id, status, mode, not_before,
        attempt_started_at, attempts, sent_at, vendor, vendor_id, reply_token, unsubscribe_token)
    select $1, $2, l.id, 1, 'email', $3, 'sent', 'co_pilot', l.at, l.at, 1, l.at, 'resend', 'seed-' || l.id,
        'seed-' || l.id, 'seed-' || l.id
    from (select id, now() - interval '3 days' - random() * interval '20 days' as at
          from leads where client_id = $1 and campaign_id = $2 and step_n = 1) as l
    returning id, lead_id, sent_at
), written as (
    insert into drafts (client_id, touch_id, version, author, recipient, subject, body)
    select $1, id, 1, 'offline', 'x@seed.example', 'Contracts', 'Hi' from sent
)
insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, sentence, at)
select $1, s.lead_id, s.id, $2, k.kind, 'email', 'Seeded.', s.sent_at
from sent s cross join (values ('drafted'), ('proposed'), ('approved'), ('sent'), ('delivered')) as k (kind);
