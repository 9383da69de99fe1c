-- judged -- How many of the latest drafts of each channel and tier were accepted, and unedited.
select cell.channel, cell.lead_tier, judged.decided, judged.accepted
from (select distinct channel, lead_tier from approvals
      where client_id = $1 and status in ('approved', 'rejected', 'redraft') and lead_tier is not null) cell
cross join lateral (
    select count(*)::int as decided, count(*) filter (where latest.accepted)::int as accepted
    from (select status = 'approved' and not edited as accepted from approvals a
          where a.client_id = $1 and a.channel = cell.channel and a.lead_tier = cell.lead_tier
            and a.status in ('approved', 'rejected', 'redraft')
          order by a.decided_at desc limit $2) latest
) judged
order by cell.channel, cell.lead_tier;

-- judged_of -- The same of one channel and tier.
select count(*)::int as decided, count(*) filter (where latest.accepted)::int as accepted
from (select status = 'approved' and not edited as accepted from approvals
      where client_id = $1 and channel = $2 and lead_tier = $3 and status in ('approved', 'rejected', 'redraft')
      order by decided_at desc limit $4) latest;

-- autopilots -- Which were switched on or off, when, by whom and why.
select p.channel, p.lead_tier, p.is_on, p.changed_at, p.changed_by, u.name as changed_by_name, p.reason
from autopilots p
left join users u on u.id = p.changed_by
where p.client_id = $1;

-- switch_autopilot -- Switch one on or off; nothing where it stands so already.
insert into autopilots (client_id, channel, lead_tier, is_on, changed_at, changed_by, reason)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (client_id, channel, lead_tier) do update
set is_on = excluded.is_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
    reason = excluded.reason
where autopilots.is_on <> excluded.is_on
returning true;

-- ask_again -- Plan again what an autopilot let go and nobody has sent yet: a reviewer is asked about it now.
update touches set status = 'planned', approved_fingerprint = null, held_until = null,
    outcome_reason = 'autopilot_off', updated_at = now()
where client_id = $1 and id in (
    select t.id
    from touches t
    join leads l on l.client_id = t.client_id and l.id = t.lead_id
    join campaigns c on c.client_id = t.client_id and c.id = t.campaign_id
    join clients k on k.id = t.client_id
    where t.client_id = $1 and t.channel = $2 and l.lead_tier = $3 and t.status = 'approved'
      and t.answers_reply_id is null and t.mode <> 'manual'
      and coalesce(l.mode, c.mode, k.default_mode) = 'co_pilot'
      and not exists (select 1 from approvals a where a.client_id = t.client_id and a.touch_id = t.id
                      and a.status = 'approved' and a.fingerprint = t.approved_fingerprint)
    for update of t skip locked
)
returning id;
