-- add_campaign -- An active campaign that works at every hour.
insert into campaigns (client_id, brand_id, name, brief, status, mode, daily_limit, work_days, work_start, work_end,
    email_percent, sms_percent)
select $1, b.id, $2, 'Offer a free review of contracts', 'active', $3, $4, '{1,2,3,4,5,6,7}', '00:00', '23:59', 80, 20
from brands b
where b.client_id = $1 and b.is_default
returning id;

-- add_steps -- A first step, and one that follows a day later.
insert into sequence_steps (client_id, campaign_id, n, delay_days, brief)
values ($1, $2, 1, 0, 'Say hello'), ($1, $2, 2, 1, 'Ask once more');

-- add_lead -- A hot lead in Sydney whom every channel reaches.
insert into leads (client_id, campaign_id, email, first_name, last_name, title, company, domain, industry, employees,
    city, state, country, phone, linkedin_url, street, postcode, address_status, email_status, status, als, lead_tier)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'Legal services', 40, 'Sydney', 'NSW', 'Australia', $9, $10, $11, '2000',
    'deliverable', 'verified', 'scored', 95, 'hot')
returning id;

-- add_unknown -- A lead of whom only the address is known.
insert into leads (client_id, email, campaign_id, source)
values ($1, $2, $3, 'csv')
returning id;

-- add_consent -- Written consent to every channel, calls at any hour included.
insert into consents (client_id, lead_id, kind, source, evidence, facts, captured_at)
values ($1, $2, 'express', 'form', 'Signed at the fair.', '{calls_outside_hours}', $3);

-- add_wash -- The register says that the number is on no list.
insert into phone_washes (client_id, register, phone, result, source, washed_at)
values ($1, 'AU-DNCR', $2, 'clear', 'soap', $3);

-- add_invitation -- A connection request that left a seat some days ago.
with sent as (
    insert into touches (client_id, campaign_id, lead_id, channel, resource_id, status, mode, not_before,
        attempt_started_at, attempts, sent_at, vendor, vendor_id, reply_token, unsubscribe_token)
    values ($1, $2, $3, 'linkedin', $4, 'sent', 'co_pilot', $5, $5, 1, $5, 'heyreach', $6, $6, $6)
    returning id
), written as (
    insert into drafts (client_id, touch_id, version, author, form, recipient, body)
    select $1, id, 1, 'offline', 'connection_request', 'https://www.linkedin.com/in/earlier', 'Hello' from sent
    returning id, touch_id
)
select id, touch_id from written;

-- use_draft -- Make a draft the touch's own.
update touches set draft_id = $3 where client_id = $1 and id = $2;

-- touches -- Every touch with what was approved for it and what goes with it, but for those seeded as sent.
select t.id, t.lead_id, t.campaign_id, t.resource_id, t.channel, t.status, t.not_before, t.approved_fingerprint,
    t.attempt_started_at, t.held_until, t.outcome_reason, t.draft_id, t.step_n
from touches t
where t.client_id = $1 and t.vendor_id is distinct from t.reply_token;

-- drafts -- Every draft's text.
select id, client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts, note_ids,
    findings, feedback, created_at, variants
from drafts
where client_id = $1;

-- seeded_invitations -- When each seat sent the connection requests that were there before.
select r.settings ->> 'account_id' as seat, t.attempt_started_at as at
from touches t
join resources r on r.client_id = t.client_id and r.id = t.resource_id
where t.client_id = $1 and t.vendor_id = t.reply_token;

-- limits -- What each resource and campaign may send in its own day, and which seat a resource is.
select id, 'resource' as kind, channel, daily_limit::int as daily_limit, time_zone, settings ->> 'account_id' as seat
from resources
where client_id = $1
union all
select id, 'campaign', null, daily_limit::int, time_zone, null from campaigns where client_id = $1;

-- put_off -- How many touches each limit put off, by the limit's rule and the channel.
select a.rule, t.channel, count(*)::int as count
from activities a
join touches t on t.client_id = a.client_id and t.id = a.touch_id
where a.client_id = $1 and a.kind = 'refused' and a.rule like '%\_limit'
group by a.rule, t.channel;

-- ended -- When each lead, or somebody else with its number, was left alone.
select l.id as lead_id, min(a.at) as at
from activities a
join leads o on o.client_id = a.client_id and o.id = a.lead_id
join leads l on l.client_id = o.client_id and (l.id = o.id or l.phone = o.phone)
where a.client_id = $1 and a.kind = 'unsubscribed'
group by l.id;

-- granted -- The content that a reviewer let go, by touch.
select touch_id, fingerprint from approvals
where client_id = $1 and status = 'approved';

-- outcomes -- What was noted of each attempt, in order.
select touch_id, kind, at from activities
where client_id = $1 and touch_id is not null and kind in ('unknown', 'sent', 'not_sent', 'parked')
order by touch_id, at;

-- open -- How many touches have no outcome yet.
select count(*)::int from touches
where client_id = $1 and status in ('planned', 'proposed', 'approved', 'sending', 'unknown');

-- due -- How many touches have no outcome and do not wait for another day.
select count(*)::int from touches
where client_id = $1 and (status in ('sending', 'unknown')
    or status in ('planned', 'proposed', 'approved') and greatest(not_before, held_until) <= $2);

-- waits -- Why those that have no outcome wait.
select status, channel, outcome_reason, count(*)::int as count from touches
where client_id = $1 and status in ('planned', 'proposed', 'approved', 'sending', 'unknown')
group by status, channel, outcome_reason;

-- victims -- Leads with something queued, to be suppressed.
select l.id, l.phone, min(t.unsubscribe_token) as token,
    exists (select 1 from leads o join touches u on u.client_id = o.client_id and u.lead_id = o.id
        where o.client_id = l.client_id and o.phone = l.phone and o.id <> l.id
          and u.status in ('planned', 'proposed', 'approved')) as shared
from leads l
join touches t on t.client_id = l.client_id and t.lead_id = l.id
where l.client_id = $1 and t.status in ('planned', 'proposed', 'approved') and l.status not in ('unsubscribed')
group by l.client_id, l.id, l.phone
order by l.id;

-- numbers -- The numbers that texts go out from.
select address from resources where client_id = $1 and channel = 'sms';

-- credits -- Balance, sum of the ledger, debits of enrichment, leads that were paid for, and leads paid for twice.
select c.credit_balance as balance, coalesce(sum(k.delta), 0)::int as total,
    coalesce(-sum(k.delta) filter (where k.reason = 'enrichment'), 0)::int as debits,
    (select count(*)::int from leads l where l.client_id = $1 and l.enrichment = 'enriched') as enriched,
    (select count(*)::int from (select lead_id from credit_ledger d where d.client_id = $1 and d.reason = 'enrichment'
        group by lead_id having sum(d.delta) < -1) as twice) as twice,
    (select count(*)::int from leads l where l.client_id = $1 and l.enrichment in ('none', 'pending')
        and l.als is null) as unfinished
from clients c
left join credit_ledger k on k.client_id = c.id
where c.id = $1
group by c.id, c.credit_balance;
