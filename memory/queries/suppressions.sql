-- suppressed_hashes -- Which of these hashes the client, its agency or the platform never contacts.
select s.value_hash
from suppressions s
join unnest($2::text[], $3::bytea[]) as asked (kind, value_hash)
    on asked.kind = s.kind and asked.value_hash = s.value_hash
where s.client_id = $1
union
select p.value_hash
from platform_suppressions p
join unnest($2::text[], $3::bytea[]) as asked (kind, value_hash)
    on asked.kind = p.kind and asked.value_hash = p.value_hash;

-- add_suppression -- Remember an address that this client must never contact again; once.
insert into suppressions (client_id, kind, value, value_hash, reason, source, lead_id)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (client_id, kind, value_hash) do nothing;

-- leads_at_address -- The leads that live at this address or number, in one order for everybody who ends them.
select id
from leads
where client_id = $1 and deleted_at is null
  and (($2 = 'email' and (email = $3 or lower(personal_email) = $3))
    or ($2 = 'phone' and phone = $3)
    or ($2 = 'profile' and right(lower(rtrim(linkedin_url, '/')), length($3)) = $3)
    or ($2 = 'domain' and (domain = $3 or email like '%@' || $3)))
order by id;

-- agency_of_client -- The agency that shares suppressions across its clients, if it does.
select a.id
from clients c
join agencies a on a.id = c.agency_id
where c.id = $1 and a.suppress_across_clients;

-- add_platform_suppression -- Remember an address for every client of one agency; once.
insert into platform_suppressions (kind, value_hash, reason, source, agency_id)
values ($1, $2, $3, $4, $5)
on conflict (agency_id, kind, value_hash) do nothing;
