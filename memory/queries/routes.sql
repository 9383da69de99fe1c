-- add_route -- Note where an unguessable key or a vendor's id leads; once.
insert into routes (kind, key, client_id, touch_id)
values ($2, $3, $1, $4)
on conflict (kind, key) do nothing;

-- route -- Where a key leads.
select client_id, touch_id from routes where kind = $1 and key = $2;

-- first_route -- Where the first known of several keys leads, in the order given.
select r.client_id, r.touch_id
from unnest($2::text[]) with ordinality as asked (key, place)
join routes r on r.kind = $1 and r.key = asked.key
order by asked.place
limit 1;
