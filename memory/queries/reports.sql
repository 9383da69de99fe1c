-- client_numbers -- The numbers of a client's greeting, counted at once.
select
    (select count(*) from leads where client_id = $1 and deleted_at is null) as leads,
    (select count(*) from approvals where client_id = $1 and status = 'pending' and expires_at > $2)
        as open_approvals,
    (select count(*) from replies r join approvals a on a.client_id = r.client_id and a.status = 'pending'
        join touches t on t.client_id = a.client_id and t.id = a.touch_id and t.answers_reply_id = r.id
        where r.client_id = $1) as replies_waiting,
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
select c.id, c.name, c.status,
    (select count(*) from leads l where l.client_id = $1 and l.campaign_id = c.id and l.deleted_at is null) as leads,
    (select count(*) from touches t where t.client_id = $1 and t.campaign_id = c.id and t.status = 'sent') as sent,
    (select count(*) from replies r join touches t on t.client_id = r.client_id and t.id = r.touch_id
        where r.client_id = $1 and t.campaign_id = c.id) as replies,
    (select count(*) from leads l where l.client_id = $1 and l.campaign_id = c.id and l.deleted_at is null
        and l.status = 'converted') as converted
from campaigns c
where c.client_id = $1 and c.deleted_at is null
order by c.created_at desc, c.id desc
limit 50;
