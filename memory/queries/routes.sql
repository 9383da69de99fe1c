-- add_route -- Note where an unguessable key or a vendor's id leads; once.
insert into routes (kind, key, client_id, touch_id)
values ($2, $3, $1, $4)
on conflict (kind, key, client_id) do nothing;

-- follow_conversation -- Let answers in a conversation lead to its newest touch.
insert into routes (kind, key, client_id, touch_id, created_at)
values ('conversation', $2, $1, $3, clock_timestamp())
on conflict (kind, key, client_id) do update set touch_id = excluded.touch_id, created_at = excluded.created_at;

-- route -- Where a key leads, to whoever wrote last.
select client_id, touch_id from routes where kind = $1 and key = $2
order by created_at desc, client_id
limit 1;

-- routes -- Where several keys lead, each with its place among those asked for.
select distinct on (asked.place) asked.place::int as place, r.client_id, r.touch_id
from unnest($1::text[], $2::text[]) with ordinality as asked (kind, key, place)
join routes r on r.kind = asked.kind and r.key = asked.key
order by asked.place, r.created_at desc, r.client_id;

-- first_route -- Where the first known of several keys leads, in the order given.
select r.client_id, r.touch_id
from unnest($2::text[]) with ordinality as asked (key, place)
join routes r on r.kind = $1 and r.key = asked.key
order by asked.place, r.created_at desc
limit 1;

-- clients_routed -- Every client that one of several keys leads to.
select distinct client_id from routes where kind = $1 and key = any($2::text[]);
