-- resource_by_id -- One resource of the client.
select id, client_id, channel, vendor, address, label, daily_limit, time_zone, last_used_at, paused_at,
    settings, registered_sender, risk_accepted_at
from resources
where client_id = $1 and id = $2 and deleted_at is null;

-- resources -- Every resource of the client.
select id, client_id, channel, vendor, address, label, daily_limit, time_zone, last_used_at, paused_at,
    settings, registered_sender, risk_accepted_at
from resources
where client_id = $1 and deleted_at is null
order by channel, label, id;

-- usable_resources -- The resources that may send, the one that rested longest first.
select id, client_id, channel, vendor, address, label, daily_limit, time_zone, last_used_at, paused_at,
    settings, registered_sender, risk_accepted_at
from resources
where client_id = $1 and deleted_at is null and paused_at is null
order by last_used_at nulls first, id;

-- touches_today -- How many live touches each resource has in its own day: waiting, going or gone.
select r.id, count(t.id)::int as touches
from resources r
cross join lateral (
    select id from touches
    where client_id = r.client_id and resource_id = r.id and status in ('planned', 'proposed', 'approved')
    union all
    select id from touches
    where client_id = r.client_id and resource_id = r.id and status in ('sending', 'sent', 'unknown', 'parked')
      and attempt_started_at >= (date_trunc('day', $2 at time zone r.time_zone) at time zone r.time_zone)
) as t
where r.client_id = $1 and r.deleted_at is null
group by r.id;

-- mark_used -- When a resource was last given a touch.
update resources
set last_used_at = $3
where client_id = $1 and id = any ($2::uuid[]) and (last_used_at is null or last_used_at < $3);

-- pause_reasons -- Why each paused resource is out of use.
select id, pause_reason
from resources
where client_id = $1 and deleted_at is null and paused_at is not null;

-- unpause_resource -- Put a resource back into use.
update resources
set paused_at = null, pause_reason = null
where client_id = $1 and id = $2 and deleted_at is null and paused_at is not null;

-- add_resource -- A new resource.
insert into resources (client_id, channel, vendor, address, label, daily_limit, time_zone, settings,
    registered_sender, risk_accepted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id;

-- note_setting -- Keep one named setting of a resource, whatever it was before.
update resources
set settings = settings || jsonb_build_object($3::text, $4::jsonb)
where client_id = $1 and id = $2 and deleted_at is null;

-- register_sender -- Note whether an SMS sender stands in the national register.
update resources
set registered_sender = $3
where client_id = $1 and id = $2 and channel = 'sms' and deleted_at is null and registered_sender <> $3;

-- accept_risk -- Keep in whose words, and when, the owner of a LinkedIn seat accepted what automation risks.
update resources
set risk_accepted_at = $3, settings = settings || jsonb_build_object('risk', $4::jsonb)
where client_id = $1 and id = $2 and channel = 'linkedin' and deleted_at is null;
