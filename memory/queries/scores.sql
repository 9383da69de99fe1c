-- facts_to_score -- What the score looks at, for these leads.
select l.id, l.title, l.email, l.domain, l.industry, l.employees, l.country, l.phone, l.linkedin_url,
       l.personal_email, l.email_status, l.phone_status, l.role_started_on, l.hiring, l.funded_on, l.bounced_before,
       l.status
from unnest($2::uuid[]) as w (id)
join leads l on l.client_id = $1 and l.id = w.id and l.deleted_at is null;

-- add_scores -- Score rows, all at once, and each lead's own copy; a lead further on keeps its status.
with given as (
    select lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk, s1, s2, s3, s4, s5
    from unnest($3::uuid[], $4::text[], $5::smallint[], $6::text[], $7::smallint[], $8::smallint[], $9::smallint[],
                $10::smallint[], $11::smallint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
         as s (lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk,
               s1, s2, s3, s4, s5)
), kept as (
    insert into scores (client_id, lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing,
                        risk, sentences, scored_at)
    select $1, lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk,
           array[s1, s2, s3, s4, s5], $2
    from given
)
update leads
set als = given.als, lead_tier = given.lead_tier, updated_at = $2,
    status = case when leads.status in ('new', 'enriched') then 'scored' else leads.status end
from given
where leads.client_id = $1 and leads.id = given.lead_id and leads.deleted_at is null;

-- latest_score -- The newest score of one lead.
select lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk, sentences, scored_at
from scores
where client_id = $1 and lead_id = $2
order by scored_at desc, id desc
limit 1;

-- leads_to_score -- Leads of a campaign that have no score, or of whom a vendor told more since, by the clock of whoever scores.
select id
from leads
where client_id = $1 and campaign_id = $2 and als is null and enrichment in ('enriched', 'unenriched')
  and deleted_at is null
union
select l.id
from enrichment_requests r
join leads l on l.client_id = r.client_id and l.id = r.lead_id
where r.client_id = $1 and r.answered_at > $4::timestamptz - interval '2 days' and r.answered_at <= $4
  and r.status = 'answered'
  and l.campaign_id = $2 and l.als is not null and l.deleted_at is null
  and not exists (select 1 from scores s where s.client_id = r.client_id and s.lead_id = r.lead_id
                  and s.scored_at >= r.answered_at)
order by id
limit $3;
