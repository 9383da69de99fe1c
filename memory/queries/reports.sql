-- client_numbers -- The numbers of a client's greeting, counted at once.
select
    (select count(*) from approvals where client_id = $1 and status = 'pending' and expires_at > $2)
        as open_approvals,
    (select count(*) from replies where client_id = $1 and received_at >= $3) as replies_today,
    (select count(*) from touches where client_id = $1 and attempt_started_at >= $3
        and status in ('sending', 'sent', 'unknown', 'parked')) as sent_today,
    (select count(*) from touches where client_id = $1 and status = 'parked') as parked;

-- leads_by_tier -- How many living leads stand in each tier; those without a score under 'unscored'.
select coalesce(lead_tier, 'unscored') as lead_tier, count(*) as leads
from leads
where client_id = $1 and deleted_at is null
group by 1
order by 1;

-- campaign_numbers -- What each campaign has done, newest first.
select c.id, c.name, c.status, coalesce(counted.leads, 0) as leads,
    (select count(*) from touches t where t.client_id = $1 and t.campaign_id = c.id and t.status = 'sent') as sent,
    (select count(*) from replies r join touches t on t.client_id = r.client_id and t.id = r.touch_id
        where r.client_id = $1 and t.campaign_id = c.id) as replies,
    coalesce(counted.converted, 0) as converted
from campaigns c
left join (
    select campaign_id, count(*) as leads, count(*) filter (where status = 'converted') as converted
    from leads
    where client_id = $1 and campaign_id is not null and deleted_at is null
    group by campaign_id
) as counted on counted.campaign_id = c.id
where c.client_id = $1 and c.deleted_at is null
order by c.created_at desc, c.id desc
limit 50;

-- campaign_spending -- What each campaign was charged and what came of it; what belongs to none comes last.
with spent as (
    select campaign_id, sum(vendor_cost_aud) as aud, count(*) filter (where status = 'sent') as sent
    from touches
    where client_id = $1
    group by campaign_id
), asked as (
    select lead_id, batch_id, sum(cost_aud) as aud
    from enrichment_requests
    where client_id = $1
    group by lead_id, batch_id
), enriched as (
    -- A phone that comes after the end of a lead's turn is charged to the request alone.
    select l.campaign_id, sum(greatest(e.cost_aud, coalesce(a.aud, 0))) as aud
    from enrichments e
    join leads l on l.client_id = e.client_id and l.id = e.lead_id
    left join asked a on a.lead_id = e.lead_id and a.batch_id = e.batch_id
    where e.client_id = $1
    group by l.campaign_id
), drafted as (
    select t.campaign_id, count(*) as drafts
    from drafts d
    join touches t on t.client_id = d.client_id and t.id = d.touch_id
    where d.client_id = $1 and d.author = 'claude'
    group by t.campaign_id
), answers as (
    select coalesce(t.campaign_id, l.campaign_id) as campaign_id, r.lead_id, r.intent, r.decided_by
    from replies r
    join leads l on l.client_id = r.client_id and l.id = r.lead_id
    left join touches t on t.client_id = r.client_id and t.id = r.touch_id
    where r.client_id = $1
), replied as (
    select campaign_id,
        count(*) filter (where intent is null or intent not in ('out_of_office', 'auto_reply')) as replies,
        count(*) filter (where decided_by = 'claude') as read
    from answers
    group by campaign_id
), reached as (
    select campaign_id, count(*) as leads
    from leads
    where client_id = $1 and deleted_at is null
    group by campaign_id
), met as (
    select campaign_id, count(*) as meetings
    from (
        select campaign_id, id as lead_id from leads where client_id = $1 and status = 'converted'
        union
        select campaign_id, lead_id from answers where intent = 'meeting_request'
    ) as agreed
    group by campaign_id
), named as (
    select id, name, created_at from campaigns where client_id = $1
    union all
    select null, 'No campaign', null
)
select n.id as campaign_id, n.name,
    coalesce(spent.aud, 0) as sends_aud, coalesce(enriched.aud, 0) as enrichment_aud,
    coalesce(spent.sent, 0)::int as sent, coalesce(drafted.drafts, 0)::int as drafted,
    coalesce(replied.read, 0)::int as read, coalesce(reached.leads, 0)::int as leads,
    coalesce(replied.replies, 0)::int as replies, coalesce(met.meetings, 0)::int as meetings
from named n
left join spent on spent.campaign_id = n.id
left join enriched on enriched.campaign_id is not distinct from n.id
left join drafted on drafted.campaign_id = n.id
left join replied on replied.campaign_id is not distinct from n.id
left join reached on reached.campaign_id is not distinct from n.id
left join met on met.campaign_id is not distinct from n.id
order by n.created_at desc nulls last, n.id;

-- model_spending -- What each agent's model calls cost a client.
select agent, sum(cost_aud) as cost_aud
from ai_usage
where client_id = $1 and status = 'settled' and cost_aud is not null
group by agent
order by agent;
