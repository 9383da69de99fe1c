-- user_by_email -- The user who signs in with this address, unless deleted; asked across clients.
select id, email, name, password_hash, time_zone, platform_admin, token_generation
from users
where email = lower($1) and deleted_at is null;

-- user_by_id -- One user who is not deleted; asked across clients.
select id, email, name, password_hash, time_zone, platform_admin, token_generation
from users
where id = $1 and deleted_at is null;

-- memberships_of -- The living clients that a user belongs to, with the role at each; asked across clients.
select m.client_id, c.name as client_name, m.user_id, m.role
from memberships m
join clients c on c.id = m.client_id
where m.user_id = $1 and c.deleted_at is null
order by c.name, c.id;

-- members_of -- The users of one client, with their roles; asked across clients.
select m.client_id, c.name as client_name, m.user_id, m.role
from memberships m
join clients c on c.id = m.client_id
join users u on u.id = m.user_id
where m.client_id = $1 and c.deleted_at is null and u.deleted_at is null
order by u.name, u.id;

-- add_user -- Make a user who can sign in.
insert into users (email, name, password_hash, time_zone, platform_admin)
values (lower($1), $2, $3, $4, $5)
returning id;

-- add_membership -- Give a user a role at a client, or another one than before.
insert into memberships (client_id, user_id, role)
values ($1, $2, $3)
on conflict (client_id, user_id) do update set role = excluded.role;

-- set_password -- Keep a new password's hash and end every sign-in that holds.
update users
set password_hash = $2, token_generation = token_generation + 1
where id = $1 and deleted_at is null;

-- clients_that_run -- The clients whose outreach and enrichment run.
select id
from clients
where subscription in ('trialing', 'active') and deleted_at is null
order by id;
