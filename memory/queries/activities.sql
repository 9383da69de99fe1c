-- add_activity -- Note once what happened to a lead.
insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (client_id, dedupe_key) where dedupe_key is not null do nothing;

-- add_activities -- Note once what happened to leads; the keys that were not known.
insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at)
select $1, lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::timestamptz[])
    as happened (lead_id, touch_id, campaign_id, kind, channel, rule, sentence, dedupe_key, at)
on conflict (client_id, dedupe_key) where dedupe_key is not null do nothing
returning dedupe_key;

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

-- timeline_of_lead -- All that happened to a lead, the newest first, with what the platform paid for a send or an enrichment.
select a.id, a.kind, a.channel, a.rule, a.sentence, a.at, d.form, c.name as campaign,
       case when a.kind = 'sent' then nullif(t.vendor_cost_aud, 0)
            when a.kind in ('enriched', 'not_enriched') then nullif(e.cost_aud, 0) end as cost_aud
from activities a
left join touches t on t.client_id = a.client_id and t.id = a.touch_id
left join drafts d on d.client_id = t.client_id and d.id = t.draft_id
left join campaigns c on c.client_id = a.client_id and c.id = a.campaign_id
left join enrichments e on e.client_id = a.client_id and e.lead_id = a.lead_id
    and a.dedupe_key = 'enrichment:' || e.batch_id || ':' || e.lead_id || ':' || e.outcome
where a.client_id = $1 and a.lead_id = $2
union all
select id, 'scored', null, null, array_to_string(array['Scored ' || als || ' of 100: ' || lead_tier || '.'] || sentences, ' '),
       scored_at, null, null, null
from scores
where client_id = $1 and lead_id = $2
union all
select l.id, 'imported', null, null, 'Came with the list “' || i.filename || '”.', l.created_at, null, null, null
from leads l
join imports i on i.client_id = l.client_id and i.id = l.import_id
where l.client_id = $1 and l.id = $2
order by at desc, id desc
limit $3;

-- latest_outcome -- What a vendor told last of a message that went.
select sentence
from activities
where client_id = $1 and touch_id = $2
  and lead_id = (select lead_id from touches where client_id = $1 and id = $2)
  and kind in ('delivered', 'opened', 'clicked', 'bounced', 'complained', 'undelivered', 'connected', 'called', 'returned')
order by at desc, id desc
limit 1;
