-- make_bare -- A table as the product's own, for a handler that does nothing else.
create table bare_events (
    id uuid primary key default uuidv7(),
    vendor text not null,
    vendor_key text not null,
    body bytea not null,
    received_at timestamptz not null default now(),
    unique (vendor, vendor_key)
);

-- add_bare -- Keep what arrived.
insert into bare_events (vendor, vendor_key, body)
values ($1, $2, $3)
on conflict (vendor, vendor_key) do nothing
returning id;

-- counts -- How many events stand where.
select status, count(*)::int as count from inbound_events group by status;

-- add_sent -- One mail or text that went out, for events to be about.
with sent as (
    insert into touches (client_id, campaign_id, lead_id, channel, resource_id, status, mode, attempt_started_at,
        attempts, sent_at, vendor, vendor_id, reply_token, unsubscribe_token)
    select $1, $2, l.id, $3, $4, 'sent', 'co_pilot', now(), 1, now(), $5, $6, $6, $6
    from leads l
    where l.client_id = $1 and l.email = $7
    returning id
), routed as (
    insert into routes (kind, key, client_id, touch_id)
    select 'vendor_id', $5 || ':' || $6, $1, id from sent
)
select id from sent;

-- add_lead -- Somebody whom it went to.
insert into leads (client_id, campaign_id, email, first_name, phone, country, status, als, lead_tier)
values ($1, $2, $3, 'Pat', $4, 'Australia', 'in_sequence', 90, 'hot');
