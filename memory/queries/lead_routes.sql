-- add_route -- Note that a vendor's name for a question leads to a lead; once.
insert into lead_routes (vendor, key, client_id, lead_id)
values ($2, $3, $1, $4)
on conflict (vendor, key, client_id, lead_id) do nothing;

-- routes -- The leads that a vendor's name for a question leads to, of whichever client.
select client_id, lead_id
from lead_routes
where vendor = $1 and key = $2
order by client_id, lead_id;
