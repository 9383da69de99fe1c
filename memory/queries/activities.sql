-- add_activity -- Note once what happened to a lead.
insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (client_id, dedupe_key) where dedupe_key is not null do nothing;

-- activities_of_lead -- What happened to a lead, newest first; its import and its scores are records of their own.
select id, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, at
from activities
where client_id = $1 and lead_id = $2
union all
select id, lead_id, null, null, 'scored', null, null, 'Scored ' || als || ' of 100: ' || lead_tier || '.', scored_at
from scores
where client_id = $1 and lead_id = $2
union all
select id, id, null, null, 'imported', null, null, 'Came with a list of leads.', created_at
from leads
where client_id = $1 and id = $2 and import_id is not null
order by at desc, id desc
limit $3;

-- latest_activities -- What happened at this client, newest first.
select id, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, at
from activities
where client_id = $1
order by id desc
limit $2;
