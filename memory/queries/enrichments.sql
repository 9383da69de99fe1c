-- open_batch -- A batch, once.
insert into enrichment_batches (client_id, id, created_at)
values ($1, $2, $3)
on conflict (client_id, id) do nothing;

-- want -- Count leads into a batch, each once.
with new as (
    insert into enrichments (client_id, batch_id, lead_id, outcome, created_at)
    select $1, $2, lead_id, 'pending', $4
    from unnest($3::uuid[]) as wanted (lead_id)
    on conflict (client_id, batch_id, lead_id) do nothing
    returning lead_id
)
update enrichment_batches
set wanted = wanted + (select count(*) from new)
where client_id = $1 and id = $2;

-- untried -- The leads of a batch behind a given one that wait for their turn in it, in the order of their ids.
select e.lead_id
from enrichments e
join leads l on l.client_id = e.client_id and l.id = e.lead_id
where e.client_id = $1 and e.batch_id = $2 and e.lead_id > $3 and e.outcome = 'pending' and e.reason is null
  and l.enrichment in ('none', 'pending') and l.deleted_at is null and l.stopped_at is null
order by e.lead_id
limit $4;

-- claim_clay -- Take one place of the batch's share for the last step, where there is one left.
update enrichment_batches
set clay_asked = clay_asked + 1
where client_id = $1 and id = $2 and clay_asked + 1 <= floor(wanted * $3::numeric);

-- give_back_clay -- Give a place of the share back that was not used.
update enrichment_batches
set clay_asked = clay_asked - 1
where client_id = $1 and id = $2 and clay_asked > 0;

-- batch_head -- How many leads a batch wanted and how many of them went on to the last step.
select wanted, clay_asked
from enrichment_batches
where client_id = $1 and id = $2;

-- batch -- What a batch came to, by outcome.
select outcome, count(*)::int as leads, sum(credits)::int as credits, sum(cost_aud) as cost_aud
from enrichments
where client_id = $1 and batch_id = $2
group by outcome
order by outcome;

-- batch_vendors -- What each vendor was asked in a batch, and what it cost the platform.
select vendor, kind, count(*)::int as asked, count(*) filter (where answer is not null)::int as found,
       count(*) filter (where status = 'asked')::int as waiting, sum(attempts - 1)::int as asked_again,
       sum(cost_aud) as cost_aud
from enrichment_requests
where client_id = $1 and batch_id = $2
group by vendor, kind
order by vendor, kind;

-- batch_without -- The leads of a batch that are not enriched, and why.
select e.lead_id, l.email, e.outcome, coalesce(e.reason, l.unenriched_reason, '') as reason
from enrichments e
join leads l on l.client_id = e.client_id and l.id = e.lead_id
where e.client_id = $1 and e.batch_id = $2 and e.outcome in ('unenriched', 'pending')
order by l.email, e.lead_id;

-- end_turn -- What one lead's turn in a batch came to; who is enriched stays so.
update enrichments
set outcome = $4, vendors = $5, confidence = $6, credits = $7, reason = $8, cost_aud = (
    select coalesce(sum(r.cost_aud), 0)
    from enrichment_requests r
    where r.client_id = $1 and r.batch_id = $3 and r.lead_id = $2
)
where client_id = $1 and lead_id = $2 and batch_id = $3 and outcome not in ('enriched', 'cache');

-- recount -- What a lead's turn cost, after another answer came.
update enrichments
set cost_aud = (
    select coalesce(sum(r.cost_aud), 0)
    from enrichment_requests r
    where r.client_id = $1 and r.batch_id = $3 and r.lead_id = $2
)
where client_id = $1 and lead_id = $2 and batch_id = $3;

-- ask -- Write down what a vendor is about to be asked; an earlier question of the batch without an answer counts on.
insert into enrichment_requests (client_id, batch_id, vendor, kind, lead_id, asked_at)
select $1, $2, $3, $4, lead_id, $6
from unnest($5::uuid[]) as wanted (lead_id)
on conflict (client_id, batch_id, lead_id, vendor, kind) do update
set attempts = enrichment_requests.attempts + (enrichment_requests.status = 'asked')::int, status = 'asked',
    reason = null, vendor_key = null, asked_at = excluded.asked_at
where enrichment_requests.status = 'failed'
   or (enrichment_requests.status = 'asked' and enrichment_requests.vendor_key is null)
returning id, lead_id;

-- note_key -- Keep the vendor's own name for some questions.
update enrichment_requests
set vendor_key = $3
where client_id = $1 and id = any ($2::uuid[]);

-- answer -- Keep what a vendor answered to a question.
update enrichment_requests
set status = $3, answer = $4, reason = $5, cost_aud = $6, answered_at = $7
where client_id = $1 and id = $2;

-- request -- One question as it stands, locked until the transaction ends.
select id, lead_id, batch_id, vendor, kind, vendor_key, status, attempts, answer, reason, cost_aud, asked_at
from enrichment_requests
where client_id = $1 and id = $2
for no key update;

-- standing -- For each of some leads, the latest question to each vendor, if it is young enough to count.
select distinct on (lead_id, vendor, kind)
       id, lead_id, batch_id, vendor, kind, vendor_key, status, attempts, answer, reason, cost_aud, asked_at
from enrichment_requests
where client_id = $1 and lead_id = any ($2::uuid[]) and asked_at >= $3
order by lead_id, vendor, kind, (status = 'answered') desc, asked_at desc;

-- open_by_key -- The questions under a vendor's own name that wait for their answer, locked.
select id, lead_id, batch_id, vendor, kind, vendor_key, status, attempts, answer, reason, cost_aud, asked_at
from enrichment_requests
where client_id = $1 and vendor = $2 and vendor_key = $3 and status = 'asked'
order by id
for no key update;

-- open_phones -- The questions for a lead's phone that wait for their answer.
select id, lead_id, batch_id, vendor, kind, vendor_key, status, attempts, answer, reason, cost_aud, asked_at
from enrichment_requests
where client_id = $1 and lead_id = $2 and kind = 'phone' and status = 'asked'
order by id;

-- open_requests -- The questions that were asked before a moment and still wait for their answer.
select id, lead_id, batch_id, vendor, kind, vendor_key, status, attempts, answer, reason, cost_aud, asked_at
from enrichment_requests
where client_id = $1 and status = 'asked' and asked_at < $2
order by asked_at, id
limit $3;

-- wants_phone -- Whether a campaign reaches people by phone.
select sms_percent > 0 or voice_percent > 0
from campaigns
where client_id = $1 and id = $2;

-- put_provenance -- Which source gave which value of a lead, and which value was chosen.
insert into lead_provenance (client_id, lead_id, field, vendor, value, chosen, fetched_at)
select $1, $2, p.field, p.vendor, p.value, p.chosen, $7
from unnest($3::text[], $4::text[], $5::text[], $6::boolean[]) as p (field, vendor, value, chosen)
on conflict (client_id, lead_id, field, vendor)
do update set value = excluded.value, chosen = excluded.chosen, fetched_at = excluded.fetched_at;

-- provenance -- Where each value of a lead came from.
select field, vendor, value, chosen, fetched_at
from lead_provenance
where client_id = $1 and lead_id = $2
order by field, chosen desc, vendor;

-- fill_lead -- Fill the blanks of a lead; what the client's own list says stays.
update leads
set first_name = coalesce(first_name, $3), last_name = coalesce(last_name, $4), title = coalesce(title, $5),
    seniority = coalesce(seniority, $6), company = coalesce(company, $7), domain = coalesce(domain, $8),
    industry = coalesce(industry, $9), employees = coalesce(employees, $10), city = coalesce(city, $11),
    state = coalesce(state, $12), country = coalesce(country, $13), linkedin_url = coalesce(linkedin_url, $14),
    personal_email = coalesce(personal_email, $15), role_started_on = coalesce(role_started_on, $16),
    hiring = coalesce(hiring, $17), funded_on = coalesce(funded_on, $18),
    email_status = coalesce($19, email_status), facts = facts || $20::text[], confidence = $21,
    phone_status = case when $23::text is not null and (phone is null or phone = $23) then $24 else phone_status end,
    phone = coalesce(phone, $23),
    postcode = case when street is null and $25::text is not null then $26 else postcode end,
    street = coalesce(street, $25),
    enrichment = 'enriched', unenriched_reason = null,
    status = case when status = 'new' then 'enriched' else status end, updated_at = $22
where client_id = $1 and id = $2 and deleted_at is null;

-- leave_unenriched -- Keep a lead as it is, with the reason.
update leads
set enrichment = $3, unenriched_reason = $4, confidence = $5, tried_at = $6, updated_at = $6
where client_id = $1 and id = $2 and enrichment <> 'enriched' and deleted_at is null;

-- leads_to_enrich -- Leads that wait, those without a turn first, then the longest; not those of whom only a late answer is missing.
select l.id
from leads l
join clients k on k.id = l.client_id
where l.client_id = $1 and l.enrichment in ('none', 'pending') and l.deleted_at is null and l.stopped_at is null
  and ($2::uuid is null or l.campaign_id = $2)
  and (k.credit_balance > 0 or l.unenriched_reason is distinct from $3)
  and (
      not exists (
          select from enrichment_requests r
          where r.client_id = l.client_id and r.lead_id = l.id and r.status = 'asked' and r.kind = 'person'
            and (r.vendor = 'clay' or r.vendor_key is not null)
      )
      or exists (
          select from enrichment_requests r
          where r.client_id = l.client_id and r.lead_id = l.id and r.kind = 'person' and r.vendor <> 'clay'
            and (r.status = 'failed' or (r.status = 'asked' and r.vendor_key is null))
      )
  )
order by l.tried_at nulls first, l.id
limit $4;

-- claim_submission -- Count one more row into a table that takes so many rows in its life, if it takes it.
insert into platform_settings (key, value)
values ('clay_submissions:' || $1::text, '1')
on conflict (key) do update set value = to_jsonb((platform_settings.value)::int + 1), updated_at = now()
where (platform_settings.value)::int < $2
returning (value)::int;

-- latest_batch -- The newest batch of the client.
select id
from enrichment_batches
where client_id = $1
order by created_at desc, id desc
limit 1;
