-- The day of the month on which a client's credits begin anew; a shorter month has its last day instead.
-- Null until the first ledger entry: the day of credits_reset_at.
alter table clients add column credits_anchor_day smallint check (credits_anchor_day between 1 and 31);

-- Which of an agency's LinkedIn seats invited somebody, and when: clients that share a seat share its limits.
-- It names no client and no person, so that every client of the agency may count it.
create table seat_invitations (
    touch_id uuid primary key,
    agency_id uuid not null references agencies (id),
    -- HeyReach's id of the account, or the resource's own where it has none yet.
    seat text not null,
    at timestamptz not null
);
create index on seat_invitations (agency_id, seat, at);

alter table seat_invitations enable row level security;
alter table seat_invitations force row level security;
create policy own_agency on seat_invitations to agency_app
    using (agency_id = (select c.agency_id from clients c
        where c.id = nullif(current_setting('app.client_id', true), '')::uuid))
    with check (agency_id = (select c.agency_id from clients c
        where c.id = nullif(current_setting('app.client_id', true), '')::uuid));
grant select, insert, update, delete on seat_invitations to agency_app;

-- A trigger, because a touch changes its state in many queries, and each would have to think of this.
create function count_invitation() returns trigger language plpgsql as $$
begin
    if new.attempt_started_at is null or new.status not in ('sending', 'sent', 'unknown', 'parked')
        or not exists (select from drafts d where d.client_id = new.client_id and d.id = new.draft_id
            and d.form = 'connection_request') then
        delete from seat_invitations where touch_id = new.id;
        return null;
    end if;
    insert into seat_invitations (touch_id, agency_id, seat, at)
    select new.id, c.agency_id, coalesce(nullif(r.settings ->> 'account_id', ''), r.id::text), new.attempt_started_at
    from clients c
    join resources r on r.client_id = c.id and r.id = new.resource_id
    where c.id = new.client_id
    on conflict (touch_id) do update set seat = excluded.seat, at = excluded.at;
    -- The law counts seven days; one more is left to clocks that differ.
    delete from seat_invitations s using seat_invitations mine
    where mine.touch_id = new.id and s.agency_id = mine.agency_id and s.seat = mine.seat
      and s.at < mine.at - interval '8 days';
    return null;
end $$;

create trigger count_invitation
after insert or update of status, attempt_started_at, draft_id, channel, resource_id on touches
for each row when (new.channel = 'linkedin') execute function count_invitation();

-- Forced row-level security binds the owner too, who has to copy the last days of every client.
alter table clients no force row level security;
alter table resources no force row level security;
alter table touches no force row level security;
alter table drafts no force row level security;
alter table seat_invitations no force row level security;

insert into seat_invitations (touch_id, agency_id, seat, at)
select t.id, c.agency_id, coalesce(nullif(r.settings ->> 'account_id', ''), r.id::text), t.attempt_started_at
from touches t
join clients c on c.id = t.client_id
join resources r on r.client_id = t.client_id and r.id = t.resource_id
join drafts d on d.client_id = t.client_id and d.id = t.draft_id
where d.form = 'connection_request' and t.attempt_started_at > now() - interval '8 days'
  and t.status in ('sending', 'sent', 'unknown', 'parked');

alter table clients force row level security;
alter table resources force row level security;
alter table touches force row level security;
alter table drafts force row level security;
alter table seat_invitations force row level security;
