-- open_approval -- Ask whether exactly this content may go out; nothing where the touch is asked about already.
insert into approvals (client_id, touch_id, draft_id, fingerprint, expires_at, channel, lead_tier)
select t.client_id, t.id, $3, $4, $5, t.channel, case when t.answers_reply_id is null then l.lead_tier end
from touches t
join leads l on l.client_id = t.client_id and l.id = t.lead_id
where t.client_id = $1 and t.id = $2
on conflict do nothing
returning id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at;

-- approval_by_id -- One approval.
select id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at
from approvals
where client_id = $1 and id = $2;

-- pending_for_touch -- The open question about a touch.
select id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at
from approvals
where client_id = $1 and touch_id = $2 and status = 'pending';

-- expected_reviewer -- Who will look at a touch's draft: who decided on it or asked for it, else whoever decided last.
select c.user_id
from (
    select r.decided_by as user_id, r.decided_at as at,
        case when r.touch_id = asked.id then 1 when t.campaign_id = asked.campaign_id then 3 else 4 end as distance
    from touches asked
    cross join (
        select touch_id, decided_by, decided_at from approvals where client_id = $1 order by id desc limit 500
    ) r
    join touches t on t.client_id = $1 and t.id = r.touch_id
    where asked.client_id = $1 and asked.id = $2
    union all
    select created_by, created_at, 2 from touches where client_id = $1 and id = $2
    union all
    -- Before anybody has decided: whoever said last how they like drafts.
    select reviewer_id, created_at, 5 from notes
    where client_id = $1 and scope = 'reviewer' and struck_at is null and superseded_at is null
) c
join memberships m on m.client_id = $1 and m.user_id = c.user_id and m.role <> 'viewer'
order by c.distance, c.at desc
limit 1;

-- open_approvals -- The reviewers' inbox: answers to interested people first, then oldest first.
select a.id, a.client_id, a.touch_id, a.draft_id, a.fingerprint, a.status, a.expires_at, a.decided_by,
    a.decided_at, a.reason, a.snoozed_until, a.edited, a.resumed_at, a.created_at
from approvals a
join touches t on t.client_id = a.client_id and t.id = a.touch_id
join leads l on l.client_id = t.client_id and l.id = t.lead_id
where a.client_id = $1 and a.status = 'pending' and a.expires_at > $2
order by (t.answers_reply_id is not null) desc, l.priority desc, a.created_at, a.id
limit $3 offset $4;

-- claim_approval -- Decide an open approval, once.
update approvals set status = $3, decided_by = $4, decided_at = $5, reason = $6, snoozed_until = $7
where client_id = $1 and id = $2 and status = 'pending' and expires_at > $5
returning id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at;

-- bind_edit -- Bind a claimed approval to the edited content.
update approvals set draft_id = $3, fingerprint = $4, edited = true
where client_id = $1 and id = $2
returning id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at;

-- to_resume -- Decided approvals whose graph has not gone on yet.
select id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at
from approvals
where client_id = $1 and status <> 'pending' and resumed_at is null
order by decided_at, id
limit $2;

-- mark_resumed -- The graph behind an approval has gone on.
update approvals set resumed_at = $3
where client_id = $1 and id = $2 and resumed_at is null and status <> 'pending';

-- overdue -- Open questions that nobody answered in time.
select id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at
from approvals
where client_id = $1 and status = 'pending' and expires_at <= $2
order by expires_at, id
limit $3;

-- expire_approval -- Close a question that nobody answered in time.
update approvals set status = 'expired', decided_at = $3
where client_id = $1 and id = $2 and status = 'pending' and expires_at <= $3
returning id, client_id, touch_id, draft_id, fingerprint, status, expires_at, decided_by, decided_at, reason,
    snoozed_until, edited, resumed_at, created_at;

-- withdraw_for_touches -- Take back the open questions about touches that will not leave.
update approvals set status = 'withdrawn', decided_at = $3, reason = $4
where client_id = $1 and touch_id = any($2::uuid[]) and status = 'pending'
returning id;
