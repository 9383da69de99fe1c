-- store_events -- Keep what arrived, byte for byte; nothing where the vendor's key is known.
insert into inbound_events (vendor, kind, vendor_key, headers, body, received_at, found_by)
select vendor, kind, vendor_key, headers, body, received_at, found_by
from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[], $6::timestamptz[], $7::text[])
    as arrived (vendor, kind, vendor_key, headers, body, received_at, found_by)
on conflict (vendor, kind, vendor_key) do nothing
returning id, vendor, kind, vendor_key;

-- events_by_id -- Stored events, the oldest first.
select id, vendor, kind, vendor_key, headers, body, status, client_id, received_at, found_by
from inbound_events
where id = any ($1::uuid[])
order by received_at, id;

-- claim_events -- Take events of some kinds, or of all others, that nothing came of yet, the oldest first.
update inbound_events set retry_at = $3
where id in (
    select id from inbound_events
    where status in ('stored', 'failed') and received_at <= $1 and (retry_at is null or retry_at <= $2)
      and (vendor || '/' || kind = any ($4::text[])) <> $6::boolean
    order by received_at, id
    limit $5
    for update skip locked
)
returning id;

-- known_events -- Which of these keys of one vendor and kind are stored.
select vendor_key from inbound_events
where vendor = $1 and kind = $2 and vendor_key = any ($3::text[]);

-- retry_event -- Look at an event again later: what it is about is not known yet.
update inbound_events set status = 'stored', retry_at = $2, detail = $3
where id = $1 and status in ('stored', 'failed');

-- finish_events -- Note what came of events; what those say that are to be forgotten goes.
update inbound_events e set status = ended.status, detail = ended.detail,
    client_id = coalesce(ended.client_id, e.client_id), handled_at = ended.at,
    body = case when ended.forget then '' else e.body end, headers = case when ended.forget then '{}' else e.headers end
from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::boolean[])
    as ended (id, status, detail, client_id, at, forget)
where e.id = ended.id;

-- completeness -- How the events of each vendor and kind were found since a moment, and which nobody read.
select vendor, kind, count(*) filter (where found_by = 'webhook')::int as by_webhook,
    count(*) filter (where found_by = 'poll')::int as only_by_poll,
    count(*) filter (where status in ('stored', 'failed'))::int as never_read
from inbound_events
where received_at >= $1
group by vendor, kind
order by vendor, kind;

-- last_recovery -- When a vendor was last asked for what webhooks missed, with success.
select value from platform_settings where key = 'recovered:' || $1::text;

-- note_recovery -- Remember when a vendor was asked for what webhooks missed.
insert into platform_settings (key, value) values ('recovered:' || $1::text, $2)
on conflict (key) do update set value = excluded.value, updated_at = now();
