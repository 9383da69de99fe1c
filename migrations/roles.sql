-- The three roles, without a way to sign in, and the schemas of the engine's role; may run again at any time.
-- memory/roles.py gives agency_app and agency_engine their passwords.
do $$
declare
    missing text;
    mine text;
begin
    foreach missing in array array['agency_app', 'agency_system', 'agency_engine'] loop
        if not exists (select from pg_roles where rolname = missing) then
            execute format('create role %I nologin noinherit', missing);
        end if;
    end loop;
    -- An owner who is no superuser may act as the engine's role only when it says so.
    if not (select rolsuper from pg_roles where rolname = current_user)
        and not pg_has_role(current_user, 'agency_engine', 'set') then
        execute format('grant agency_engine to %I with set true', current_user);
    end if;
    if not exists (
        select from pg_auth_members m
        where m.roleid = 'agency_system'::regrole and m.member = 'agency_app'::regrole
            and m.set_option and not m.inherit_option
    ) then
        grant agency_system to agency_app with inherit false, set true;
    end if;
    foreach mine in array array['dbos', 'checkpoints', 'chainlit'] loop
        if not exists (select from pg_namespace where nspname = mine) then
            execute format('create schema %I authorization agency_engine', mine);
        end if;
    end loop;
end $$;
