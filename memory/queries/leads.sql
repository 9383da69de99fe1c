-- lead_by_id -- One lead that is not deleted.
select id, client_id, campaign_id, email, first_name, last_name, title, seniority, company, domain, industry,
       employees, city, state, country, time_zone, phone, linkedin_url, personal_email, email_status, phone_status,
       role_started_on, hiring, funded_on, bounced_before, facts, source, status, mode, enrichment,
       unenriched_reason, confidence, als, lead_tier, step_n, next_touch_at, waits_until, stopped_at, stop_reason,
       priority, created_at, deleted_at, street, postcode, address_status, subscriber, linkedin_connected_at,
       linkedin_conversation
from leads
where client_id = $1 and id = $2 and deleted_at is null;

-- lead_for_update -- One lead, locked until the transaction ends.
select id, client_id, campaign_id, email, first_name, last_name, title, seniority, company, domain, industry,
       employees, city, state, country, time_zone, phone, linkedin_url, personal_email, email_status, phone_status,
       role_started_on, hiring, funded_on, bounced_before, facts, source, status, mode, enrichment,
       unenriched_reason, confidence, als, lead_tier, step_n, next_touch_at, waits_until, stopped_at, stop_reason,
       priority, created_at, deleted_at, street, postcode, address_status, subscriber, linkedin_connected_at,
       linkedin_conversation
from leads
where client_id = $1 and id = $2 and deleted_at is null
for no key update;

-- find_leads -- One page of the leads that fit, the most promising first.
select id, client_id, campaign_id, email, first_name, last_name, title, seniority, company, domain, industry,
       employees, city, state, country, time_zone, phone, linkedin_url, personal_email, email_status, phone_status,
       role_started_on, hiring, funded_on, bounced_before, facts, source, status, mode, enrichment,
       unenriched_reason, confidence, als, lead_tier, step_n, next_touch_at, waits_until, stopped_at, stop_reason,
       priority, created_at, deleted_at, street, postcode, address_status, subscriber, linkedin_connected_at,
       linkedin_conversation
from leads
where client_id = $1 and deleted_at is null
  and ($2::uuid is null or campaign_id = $2)
  and ($3::text is null or status = $3)
  and ($4::text is null or lead_tier = $4)
  and ($5::text is null or email like $5 or lower(concat_ws(' ', first_name, last_name)) like $5
       or lower(company) like $5)
order by priority desc, als desc nulls last, id
limit $6 offset $7;

-- leads_after -- The next page of a campaign's leads, or of all, in the order they came.
select id, client_id, campaign_id, email, first_name, last_name, title, seniority, company, domain, industry,
       employees, city, state, country, time_zone, phone, linkedin_url, personal_email, email_status, phone_status,
       role_started_on, hiring, funded_on, bounced_before, facts, source, status, mode, enrichment,
       unenriched_reason, confidence, als, lead_tier, step_n, next_touch_at, waits_until, stopped_at, stop_reason,
       priority, created_at, deleted_at, street, postcode, address_status, subscriber, linkedin_connected_at,
       linkedin_conversation
from leads
where client_id = $1 and deleted_at is null and ($2::uuid is null or campaign_id = $2)
  and ($3::uuid is null or id > $3)
order by id
limit $4;

-- counts -- How many leads there are by status, tier and enrichment.
select status, lead_tier, enrichment, count(*)::int as leads
from leads
where client_id = $1 and deleted_at is null and ($2::uuid is null or campaign_id = $2)
group by status, lead_tier, enrichment;

-- add_leads -- New leads, all at once; an address that is a lead already is left alone.
insert into leads (client_id, campaign_id, import_id, email, first_name, last_name, title, seniority, company,
                   domain, industry, employees, street, city, state, postcode, country, phone, linkedin_url,
                   personal_email, facts, source, created_at, updated_at)
select $1, $2, $3, n.email, n.first_name, n.last_name, n.title, n.seniority, n.company, n.domain, n.industry,
       n.employees, n.street, n.city, n.state, n.postcode, n.country, n.phone, n.linkedin_url, n.personal_email,
       n.facts, 'csv', $5, $5
from jsonb_to_recordset($4::jsonb) as n (email text, first_name text, last_name text, title text,
     seniority text, company text, domain text, industry text, employees integer, street text, city text,
     state text, postcode text, country text, phone text, linkedin_url text, personal_email text, facts text[])
on conflict (client_id, email) where deleted_at is null do nothing
returning email;

-- set_mode -- Who lets this lead's drafts go, whatever the campaign says.
update leads
set mode = $3, updated_at = $4
where client_id = $1 and id = $2 and deleted_at is null;

-- addresses_to_check -- Leads that mail may reach and whose address nobody has checked, the best first.
select l.id, l.company, l.street, l.city, l.state, l.postcode, l.country
from leads l
join campaigns c on c.client_id = l.client_id and c.id = l.campaign_id
where l.client_id = $1 and l.campaign_id = $2 and l.deleted_at is null and l.stopped_at is null
  and l.lead_tier = 'hot' and c.mail_percent > 0 and l.address_status = 'unknown'
  and l.street is not null and l.city is not null and l.postcode is not null
order by l.als desc, l.id
limit $3;

-- set_address_status -- Note whether mail arrives at a lead's address.
update leads set address_status = $3, updated_at = now() where client_id = $1 and id = $2;
