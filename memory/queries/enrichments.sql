-- add_enrichment -- What one lead's turn in a batch came to, once.
insert into enrichments (client_id, lead_id, batch_id, outcome, vendors, confidence, credits, cost_aud, reason,
                         created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (client_id, batch_id, lead_id) do nothing;

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
    enrichment = 'enriched', unenriched_reason = null,
    status = case when status = 'new' then 'enriched' else status end, updated_at = $22
where client_id = $1 and id = $2 and deleted_at is null;

-- leave_unenriched -- Keep a lead as it is, with the reason.
update leads
set enrichment = $3, unenriched_reason = $4, confidence = $5, updated_at = $6
where client_id = $1 and id = $2 and enrichment <> 'enriched' and deleted_at is null;

-- leads_to_enrich -- Leads that wait, the longest first; those short of a credit only while there are credits.
select l.id
from leads l
join clients k on k.id = l.client_id
where l.client_id = $1 and l.enrichment in ('none', 'pending') and l.deleted_at is null and l.stopped_at is null
  and ($2::uuid is null or l.campaign_id = $2)
  and (k.credit_balance > 0 or l.unenriched_reason is distinct from $3)
order by l.updated_at, l.id
limit $4;

-- batch -- What a batch came to, by outcome.
select outcome, count(*)::int as leads, sum(credits)::int as credits, sum(cost_aud) as cost_aud
from enrichments
where client_id = $1 and batch_id = $2
group by outcome;
