-- store_event -- Keep what arrived, byte for byte; nothing where the vendor's key is known.
insert into inbound_events (vendor, kind, vendor_key, headers, body, received_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (vendor, kind, vendor_key) do nothing
returning id;

-- event_by_id -- One stored event.
select id, vendor, kind, vendor_key, headers, body, status, client_id, received_at
from inbound_events
where id = $1;

-- unhandled_events -- Events that nothing came of yet, oldest first.
select id from inbound_events
where status in ('stored', 'failed') and received_at <= $1
order by received_at, id
limit $2;

-- finish_event -- Note what came of an event.
update inbound_events set status = $2, detail = $3, client_id = coalesce($4, client_id), handled_at = $5
where id = $1;
