-- facts_to_score -- What the score looks at, for these leads.
select id, title, email, domain, industry, employees, country, phone, linkedin_url, personal_email, email_status,
       phone_status, role_started_on, hiring, funded_on, bounced_before, status
from leads
where client_id = $1 and id = any ($2::uuid[]) and deleted_at is null;

-- add_scores -- Score rows, all at once.
insert into scores (client_id, lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk,
                    sentences, scored_at)
select $1, s.lead_id, $2, s.als, s.lead_tier, s.data_quality, s.authority, s.company_fit, s.timing, s.risk,
       array[s.s1, s.s2, s.s3, s.s4, s.s5], $3
from unnest($4::uuid[], $5::smallint[], $6::text[], $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[],
            $11::smallint[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
     as s (lead_id, als, lead_tier, data_quality, authority, company_fit, timing, risk, s1, s2, s3, s4, s5);

-- mark_scored -- The leads' own copy of their score; a lead further on keeps its status.
update leads
set als = s.als, lead_tier = s.lead_tier, updated_at = $5,
    status = case when leads.status in ('new', 'enriched') then 'scored' else leads.status end
from unnest($2::uuid[], $3::smallint[], $4::text[]) as s (lead_id, als, lead_tier)
where leads.client_id = $1 and leads.id = s.lead_id and leads.deleted_at is null;

-- scored_activities -- Note each score in the lead's timeline.
insert into activities (client_id, lead_id, campaign_id, kind, sentence, at)
select $1, s.lead_id, $3, 'scored', s.sentence, $5
from unnest($2::uuid[], $4::text[]) as s (lead_id, sentence);

-- latest_score -- The newest score of one lead.
select lead_id, version, als, lead_tier, data_quality, authority, company_fit, timing, risk, sentences, scored_at
from scores
where client_id = $1 and lead_id = $2
order by scored_at desc, id desc
limit 1;

-- leads_to_score -- The leads of a campaign that enrichment is done with and that have no score.
select id
from leads
where client_id = $1 and campaign_id = $2 and als is null and enrichment in ('enriched', 'unenriched')
  and deleted_at is null
order by id
limit $3;
