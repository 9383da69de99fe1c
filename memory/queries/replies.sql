-- add_reply -- Keep what a lead wrote; once an event, and once a message however many events tell of it.
insert into replies (client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, transcript)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing
returning id, client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, intent, confidence, abstained, decided_by, reading, read_at, acted_at, transcript;

-- reply_by_id -- One reply.
select id, client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, intent, confidence, abstained, decided_by, reading, read_at, acted_at, transcript
from replies
where client_id = $1 and id = $2;

-- reply_by_event -- The reply that an event became.
select id, client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, intent, confidence, abstained, decided_by, reading, read_at, acted_at, transcript
from replies
where client_id = $1 and event_id = $2;

-- has_message -- Whether a message of a vendor's became a reply.
select exists (select 1 from replies where client_id = $1 and channel = $2 and message_id = $3);

-- answers_before -- What the lead of a reply wrote before it, newest first.
select r.id, r.client_id, r.lead_id, r.touch_id, r.event_id, r.channel, r.from_address, r.subject, r.text, r.message_id,
    r.reference_ids, r.received_at, r.intent, r.confidence, r.abstained, r.decided_by, r.reading, r.read_at, r.acted_at,
    r.transcript
from replies this
join replies r on r.client_id = $1 and r.lead_id = this.lead_id
where this.client_id = $1 and this.id = $2 and (r.received_at, r.id) < (this.received_at, this.id)
order by r.received_at desc, r.id desc
limit $3;

-- latest_replies -- What was written to the client, newest first; of people who were erased, nothing.
select id, client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, intent, confidence, abstained, decided_by, reading, read_at, acted_at, transcript
from replies r
where client_id = $1
  and not exists (select from leads l where l.client_id = $1 and l.id = r.lead_id and l.erased_at is not null)
order by received_at desc, id desc
limit $2;

-- record_reading -- Note how a reply was read; the first reading stands.
update replies set intent = $3, confidence = $4, abstained = $5, decided_by = $6, reading = $7, read_at = $8
where client_id = $1 and id = $2 and read_at is null
returning id, client_id, lead_id, touch_id, event_id, channel, from_address, subject, text, message_id,
    reference_ids, received_at, intent, confidence, abstained, decided_by, reading, read_at, acted_at, transcript;

-- mark_acted -- Note that a reply's consequences were drawn; once.
update replies set acted_at = $3
where client_id = $1 and id = $2 and acted_at is null and read_at is not null;

-- stop_lead -- End the lead's sequence; the first reason stands.
update leads set stopped_at = coalesce(stopped_at, $3), stop_reason = coalesce(stop_reason, $4),
    next_touch_at = null, updated_at = now()
where client_id = $1 and id = $2;

-- convert_lead -- The lead wants to meet: the sequence has done its work.
update leads set status = 'converted', priority = greatest(priority, $3), updated_at = now()
where client_id = $1 and id = $2 and status not in ('unsubscribed', 'bounced') and deleted_at is null;

-- raise_priority -- Put the lead before others in the queue.
update leads set priority = greatest(priority, $3), updated_at = now()
where client_id = $1 and id = $2;

-- wait_lead -- Let the sequence wait; a stopped one stays stopped.
update leads set waits_until = $3::timestamptz,
    next_touch_at = case when stopped_at is null then $3::timestamptz end, updated_at = now()
where client_id = $1 and id = $2;

-- lead_ends -- The lead may never be contacted again.
update leads set status = $3::text, bounced_before = bounced_before or $3::text = 'bounced', updated_at = now()
where client_id = $1 and id = $2 and status <> 'unsubscribed';

-- lead_contact -- Where a lead is reached, deleted or not.
select email, personal_email, phone, linkedin_url from leads where client_id = $1 and id = $2;
