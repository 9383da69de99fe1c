-- outcomes -- What became of a campaign's outreach by channel, tier and step; answers to people are not counted.
with gone as (
    select t.id, t.lead_id, t.channel, coalesce(l.lead_tier, 'cold') as lead_tier, coalesce(t.step_n, 1) as step_n
    from touches t
    join leads l on l.client_id = t.client_id and l.id = t.lead_id
    where t.client_id = $1 and t.campaign_id = $2 and t.sent_at is not null and t.answers_reply_id is null
), said as (
    select r.touch_id,
        bool_or(r.intent not in ('out_of_office', 'auto_reply')) as replied,
        bool_or(r.intent in ('interested', 'meeting_request')) as positive,
        bool_or(r.intent = 'meeting_request') as meeting,
        bool_or(r.intent = 'unsubscribe') as opted_out
    from replies r
    where r.client_id = $1 and r.touch_id in (select id from gone)
    group by r.touch_id
), happened as (
    select a.touch_id,
        bool_or(a.kind in ('opened', 'clicked')) as opened,
        bool_or(a.kind = 'bounced' and a.rule = 'hard_bounce') as bounced,
        bool_or(a.kind = 'complained') as complained,
        bool_or(a.kind = 'unsubscribed') as opted_out
    from activities a
    where a.client_id = $1 and a.lead_id in (select lead_id from gone) and a.touch_id in (select id from gone)
    group by a.touch_id
)
select g.channel, g.lead_tier, g.step_n::int as step_n, count(*)::int as sent,
    count(*) filter (where h.opened)::int as opened,
    count(*) filter (where s.replied)::int as replied,
    count(*) filter (where s.positive)::int as positive,
    count(*) filter (where s.meeting)::int as meetings,
    count(*) filter (where s.opted_out or h.opted_out)::int as opted_out,
    count(*) filter (where h.bounced)::int as bounced,
    count(*) filter (where h.complained)::int as complained
from gone g
left join said s on s.touch_id = g.id
left join happened h on h.touch_id = g.id
group by 1, 2, 3
order by 1, 2, 3;

-- days -- What a campaign sent and what people answered on each of the last days, in its own zone.
select day::date as day,
    (select count(*)::int from touches t
        where t.client_id = $1 and t.campaign_id = $2 and t.answers_reply_id is null
          and t.sent_at >= day at time zone $3 and t.sent_at < (day + interval '1 day') at time zone $3) as sent,
    (select count(*)::int from replies r join touches t on t.client_id = r.client_id and t.id = r.touch_id
        where r.client_id = $1 and t.campaign_id = $2 and r.intent not in ('out_of_office', 'auto_reply')
          and r.received_at >= day at time zone $3
          and r.received_at < (day + interval '1 day') at time zone $3) as replied
from generate_series($4::date::timestamp, $5::date::timestamp, interval '1 day') as day
order by day;

-- reply_hours -- How many hours people took to answer, by step: how many did, half of them, four fifths of them.
select coalesce(t.step_n, 1)::int as step_n, count(*)::int as replied,
    percentile_cont(0.5) within group (order by extract(epoch from r.received_at - t.sent_at) / 3600) as median_hours,
    percentile_cont(0.8) within group (order by extract(epoch from r.received_at - t.sent_at) / 3600) as most_hours
from replies r
join touches t on t.client_id = r.client_id and t.id = r.touch_id
where r.client_id = $1 and t.campaign_id = $2 and t.sent_at is not null and t.answers_reply_id is null
  and r.intent not in ('out_of_office', 'auto_reply') and r.received_at > t.sent_at
group by 1
order by 1;

-- day_parts -- What was sent and answered by weekday (1 is Monday) and part of the day, in the campaign's zone.
select extract(isodow from t.sent_at at time zone $3)::int as weekday,
    case when extract(hour from t.sent_at at time zone $3) < 12 then 'morning' else 'afternoon' end as part,
    count(*)::int as sent,
    count(*) filter (where exists (
        select 1 from replies r where r.client_id = t.client_id and r.touch_id = t.id
          and r.intent not in ('out_of_office', 'auto_reply')))::int as replied
from touches t
where t.client_id = $1 and t.campaign_id = $2 and t.sent_at is not null and t.answers_reply_id is null
group by 1, 2
order by 1, 2 desc;

-- waiting_leads -- Leads of a campaign that nobody has written to yet and that may be, by tier.
select coalesce(l.lead_tier, 'unscored') as lead_tier, count(*)::int as leads
from leads l
where l.client_id = $1 and l.campaign_id = $2 and l.deleted_at is null and l.stopped_at is null
  and l.status in ('new', 'enriched', 'scored') and coalesce(l.lead_tier, '') <> 'dead'
  and not exists (select 1 from touches t where t.client_id = l.client_id and t.lead_id = l.id and t.sent_at is not null)
group by 1;

-- candidates -- The leads who might be contacted next, with what speaks for each: the best hundred.
select l.id, concat_ws(' ', l.first_name, l.last_name) as name, l.title, l.company, l.als, l.lead_tier, l.priority,
    l.hiring, l.funded_on, l.role_started_on, l.step_n, c.name as campaign,
    (select max(a.at) from activities a where a.client_id = l.client_id and a.lead_id = l.id
        and a.kind = 'clicked') as clicked_at,
    (select max(a.at) from activities a where a.client_id = l.client_id and a.lead_id = l.id
        and a.kind = 'opened') as opened_at
from leads l
join campaigns c on c.client_id = l.client_id and c.id = l.campaign_id and c.status = 'active' and c.deleted_at is null
where l.client_id = $1 and ($2::uuid is null or l.campaign_id = $2) and l.deleted_at is null and l.als is not null
  and l.lead_tier <> 'dead' and l.status in ('scored', 'in_sequence') and l.stopped_at is null
order by l.priority desc, l.als desc, l.id
limit 100;
