-- sent_touches -- Touches that left, locked in one order, with what their vendors last said and whom they were written to.
select t.id, t.lead_id, t.campaign_id, t.resource_id, t.channel, t.status, t.vendor_status, t.vendor_rank,
    d.recipient, l.erased_at is not null as erased
from touches t
join leads l on l.client_id = t.client_id and l.id = t.lead_id
left join drafts d on d.client_id = t.client_id and d.id = t.draft_id
where t.client_id = $1 and t.id = any ($2::uuid[])
order by t.id
for update of t;

-- note_words -- Keep what vendors say of touches, and what they charged in AUD where it is told.
update touches t set vendor_status = said.status, vendor_rank = said.rank,
    vendor_cost_aud = coalesce(said.cost_aud, t.vendor_cost_aud)
from unnest($2::uuid[], $3::text[], $4::smallint[], $5::numeric[]) as said (id, status, rank, cost_aud)
where t.client_id = $1 and t.id = said.id;

-- hard_bounces -- How many of the newest mails of a resource's domain bounced for good.
with newest as (
    select t.id, t.lead_id
    from touches t
    where t.client_id = $1 and t.attempt_started_at is not null and t.status = 'sent'
      and t.resource_id in (
          select r.id
          from resources r
          join resources mine on mine.client_id = r.client_id and mine.id = $2
          where r.client_id = $1 and r.channel = 'email'
            and split_part(r.address, '@', 2) = split_part(mine.address, '@', 2))
    order by t.attempt_started_at desc
    limit $3
)
select count(distinct n.id)::int
from newest n
join activities a on a.client_id = $1 and a.lead_id = n.lead_id and a.touch_id = n.id
    and a.kind = 'bounced' and a.rule = 'hard_bounce';

-- complaints -- How many mails of a resource's domain were called spam since a moment.
select count(distinct a.touch_id)::int
from activities a
join touches t on t.client_id = a.client_id and t.id = a.touch_id
join resources r on r.client_id = t.client_id and r.id = t.resource_id and r.channel = 'email'
join resources mine on mine.client_id = r.client_id and mine.id = $2
where a.client_id = $1 and a.kind = 'complained' and a.at >= $3
  and split_part(r.address, '@', 2) = split_part(mine.address, '@', 2);

-- pause_domain -- Take every mailbox of a resource's domain out of use, with the reason.
update resources r set paused_at = $3, pause_reason = $4
from resources mine
where r.client_id = $1 and mine.client_id = $1 and mine.id = $2 and r.channel = 'email'
  and split_part(r.address, '@', 2) = split_part(mine.address, '@', 2)
  and r.paused_at is null and r.deleted_at is null
returning r.id, r.address;

-- note_connection -- The lead accepted us on LinkedIn; the first time stands.
update leads set linkedin_connected_at = coalesce(linkedin_connected_at, $3::timestamptz),
    linkedin_conversation = coalesce($4::text, linkedin_conversation), updated_at = now()
where client_id = $1 and id = $2;

-- note_returned_mail -- Nothing reaches the lead at the address that is known.
update leads set address_status = 'undeliverable', updated_at = now()
where client_id = $1 and id = $2;

-- open_calls -- Calls that have not ended as far as is known, oldest first.
select vendor_id
from touches
where client_id = $1 and channel = 'voice' and status = 'sent' and vendor_id is not null
  and sent_at >= $2 and (vendor_status is null or vendor_status <> all ($3::text[]))
order by sent_at, id
limit $4;

-- open_texts -- Texts whose fate is not known as far as their statuses came, newest first.
select vendor_id
from touches
where client_id = $1 and channel = 'sms' and status = 'sent' and vendor = 'twilio' and vendor_id is not null
  and sent_at >= $2 and sent_at <= $3 and (vendor_status is null or vendor_status <> all ($4::text[]))
order by sent_at desc, id
limit $5;

-- owners_of_number -- The clients that send and receive by one number of ours.
select distinct client_id from resources
where channel = $1 and address = $2 and deleted_at is null;

-- resources_in_use -- Every number, seat or mailbox of a channel, of all clients.
select distinct address, coalesce(settings ->> 'account_id', '') as account_id
from resources
where channel = $1 and vendor = $2 and deleted_at is null;

-- resource_trouble -- The address of a resource, and why it is paused if it is.
select address, pause_reason from resources
where client_id = $1 and id = $2;
