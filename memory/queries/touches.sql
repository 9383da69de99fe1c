-- add_touch -- Plan one contact; nothing where the step or the reply has a live touch already.
insert into touches (client_id, campaign_id, lead_id, step_n, channel, resource_id, mode, not_before,
    answers_reply_id, reply_token, unsubscribe_token, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing
returning id;

-- touch_by_id -- One touch.
select id, client_id, campaign_id, lead_id, step_n, channel, resource_id, status, mode, not_before,
    answers_reply_id, draft_id, approved_fingerprint, attempt_token, attempt_started_at, attempts, sent_at,
    vendor, vendor_id, message_id, outcome_reason, reply_token, unsubscribe_token, created_by, created_at
from touches
where client_id = $1 and id = $2;

-- lock_touch -- One touch, locked until the transaction ends.
select id, client_id, campaign_id, lead_id, step_n, channel, resource_id, status, mode, not_before,
    answers_reply_id, draft_id, approved_fingerprint, attempt_token, attempt_started_at, attempts, sent_at,
    vendor, vendor_id, message_id, outcome_reason, reply_token, unsubscribe_token, created_by, created_at
from touches
where client_id = $1 and id = $2
for update;

-- touch_answering -- The live touch that answers a reply.
select id
from touches
where client_id = $1 and answers_reply_id = $2
  and status not in ('rejected', 'expired', 'cancelled', 'not_sent');

-- earlier_touches -- What this lead was sent before, newest first, with the mail's own id.
select t.id, d.subject, d.body, t.sent_at, t.message_id
from touches t
join drafts d on d.client_id = t.client_id and d.id = t.draft_id
where t.client_id = $1 and t.lead_id = $2 and t.status = 'sent' and t.channel = $3 and t.id <> $4
order by t.sent_at desc
limit 10;

-- asked_to_connect -- Whether a lead was asked to connect on LinkedIn before.
select exists (
    select 1 from touches t
    join drafts d on d.client_id = t.client_id and d.id = t.draft_id
    where t.client_id = $1 and t.lead_id = $2 and d.form = 'connection_request'
      and t.status in ('sending', 'sent', 'unknown', 'parked')
);

-- thread -- What a lead was sent on a channel, oldest first.
select t.id, d.subject, d.body, t.sent_at, t.message_id
from touches t
join drafts d on d.client_id = t.client_id and d.id = t.draft_id
where t.client_id = $1 and t.lead_id = $2 and t.status = 'sent' and t.channel = $3
order by t.sent_at
limit 20;

-- lock_open_touches -- Lock what has not left yet of a lead, in one order for everybody.
select id
from touches
where client_id = $1 and lead_id = $2 and status in ('planned', 'proposed', 'approved')
order by id
for update;

-- due_to_draft -- Planned touches of running campaigns that may be drafted now, first wanted first.
select t.id
from touches t
join campaigns c on c.client_id = t.client_id and c.id = t.campaign_id
where t.client_id = $1 and t.status = 'planned' and c.status = 'active' and c.deleted_at is null
  and t.not_before <= $2 and (t.held_until is null or t.held_until <= $2)
order by t.not_before, t.id
limit $3;

-- due_to_send -- Approved touches whose time has come, first wanted first.
select id
from touches
where client_id = $1 and status = 'approved' and greatest(not_before, held_until) <= $2
order by not_before, id
limit $3;

-- due_to_resolve -- Sends without an outcome: the lease ran out, or the outcome is unknown.
select id
from touches
where client_id = $1
  and ((status = 'sending' and attempt_started_at <= $2) or (status = 'unknown' and updated_at <= $3))
order by attempt_started_at, id
limit $4;

-- use_draft -- Make a draft the touch's current one.
update touches set draft_id = $3, updated_at = now()
where client_id = $1 and id = $2 and status in ('planned', 'proposed');

-- move_touch -- Change the state of a touch that stands in one of the states named.
update touches set status = $3, outcome_reason = $5, updated_at = now()
where client_id = $1 and id = $2 and status = any($4::text[]);

-- approve_touch -- Let exactly this content go.
update touches set status = 'approved', draft_id = $3, approved_fingerprint = $4, held_until = null, updated_at = now()
where client_id = $1 and id = $2 and status in ('planned', 'proposed');

-- put_off -- Send or propose later; what was approved stays as it is.
update touches set held_until = $3, outcome_reason = $4, updated_at = now()
where client_id = $1 and id = $2 and status in ('planned', 'proposed', 'approved');

-- claim_touch -- Take an approved touch for one attempt, if its content is still the approved one.
update touches set status = 'sending', attempt_token = $3, attempt_started_at = $4, attempts = attempts + 1,
    updated_at = $4
where client_id = $1 and id = $2 and status = 'approved' and approved_fingerprint = $5
  and greatest(not_before, held_until) <= $4;

-- lock_claims -- Let the claims of one client take turns until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('claims:' || $1::uuid::text, 0));

-- lock_seat -- Let the claims of one seat take turns, whichever client of the agency they are for.
select pg_advisory_xact_lock(hashtextextended('seat:' || agency_id::text || ':' || $2::text, 0))
from clients
where id = $1;

-- give_back -- Undo a claim after which nothing was sent.
update touches set status = 'approved', attempt_token = null, attempt_started_at = null, held_until = $4,
    outcome_reason = $5, updated_at = now()
where client_id = $1 and id = $2 and attempt_token = $3 and status in ('sending', 'unknown');

-- claim_for_look_up -- Take a send without an outcome for a look-up; the former attempt cannot record any more.
update touches set status = 'unknown', attempt_token = $3, updated_at = $4
where client_id = $1 and id = $2
  and ((status = 'sending' and attempt_started_at <= $5) or status = 'unknown');

-- record_sent -- A vendor has the message; only the attempt that holds the token may say so.
update touches set status = 'sent', sent_at = $4, vendor = $5, vendor_id = $6, message_id = coalesce($7, message_id),
    vendor_cost_aud = $8, outcome_reason = null, updated_at = now()
where client_id = $1 and id = $2 and attempt_token = $3 and status in ('sending', 'unknown');

-- record_end -- An attempt ended without a proven send.
update touches set status = $4, vendor = $5, outcome_reason = $6, updated_at = $7,
    attempts = attempts + case when status = 'unknown' and $4 = 'unknown' then 1 else 0 end
where client_id = $1 and id = $2 and attempt_token = $3 and status in ('sending', 'unknown');

-- set_message_id -- Note the mail's own id, which vendors tell later than the send.
update touches set message_id = $3, updated_at = now()
where client_id = $1 and id = $2 and message_id is null;

-- without_message_id -- Sent mails whose own id is not known yet, newest first.
select id, vendor_id
from touches
where client_id = $1 and status = 'sent' and channel = 'email' and message_id is null and vendor_id is not null
  and attempt_started_at > $2
order by sent_at desc
limit $3;

-- cancel_for_lead -- End every touch of a lead that has not left; answers to replies only where asked.
update touches set status = 'cancelled', outcome_reason = $3, updated_at = now()
where client_id = $1 and lead_id = $2 and status in ('planned', 'proposed', 'approved')
  and ($4 or answers_reply_id is null)
returning id;

-- counted_by_resource -- Touches that count against a resource's limit between two moments, first come first.
select id, attempt_started_at from touches
where client_id = $1 and resource_id = $2 and attempt_started_at >= $3 and attempt_started_at < $4
  and status in ('sending', 'sent', 'unknown', 'parked')
order by attempt_started_at, id
limit $5;

-- counted_by_campaign -- Touches that count against a campaign's limit between two moments, first come first.
select id, attempt_started_at from touches
where client_id = $1 and campaign_id = $2 and attempt_started_at >= $3 and attempt_started_at < $4
  and status in ('sending', 'sent', 'unknown', 'parked')
order by attempt_started_at, id
limit $5;

-- counted_by_client -- Touches that count against the client's limit between two moments, first come first.
select id, attempt_started_at from touches
where client_id = $1 and attempt_started_at >= $2 and attempt_started_at < $3
  and status in ('sending', 'sent', 'unknown', 'parked')
order by attempt_started_at, id
limit $4;

-- counted_in_days -- How many touches count against the resource's, the campaign's and the client's day, up to each limit.
select (
    select count(*) from (
        select from touches
        where client_id = $1 and resource_id = $2 and attempt_started_at >= ($4::timestamptz[])[1]
          and attempt_started_at < ($5::timestamptz[])[1] and status in ('sending', 'sent', 'unknown', 'parked')
        limit ($6::int[])[1]
    ) as found
) as of_resource, (
    select count(*) from (
        select from touches
        where client_id = $1 and campaign_id = $3 and attempt_started_at >= ($4::timestamptz[])[2]
          and attempt_started_at < ($5::timestamptz[])[2] and status in ('sending', 'sent', 'unknown', 'parked')
        limit ($6::int[])[2]
    ) as found
) as of_campaign, (
    select count(*) from (
        select from touches
        where client_id = $1 and attempt_started_at >= ($4::timestamptz[])[3]
          and attempt_started_at < ($5::timestamptz[])[3] and status in ('sending', 'sent', 'unknown', 'parked')
        limit ($6::int[])[3]
    ) as found
) as of_client;

-- counted_invitations -- Connection requests that left a seat between two moments, for whichever client of the agency.
select touch_id as id, at as attempt_started_at
from seat_invitations
where agency_id = (select agency_id from clients where id = $1) and seat = $2 and at >= $3 and at < $4
order by at, touch_id
limit $5;

-- queued_for_the_unsubscribed -- What vendors may still have in their queues for leads that want to be left alone.
select t.id, t.lead_id, t.campaign_id, t.channel, d.form, t.vendor_id, d.recipient, r.settings
from touches t
join leads l on l.client_id = t.client_id and l.id = t.lead_id
join drafts d on d.client_id = t.client_id and d.id = t.draft_id
join resources r on r.client_id = t.client_id and r.id = t.resource_id
where t.client_id = $1 and t.status = 'sent' and t.channel in ('linkedin', 'mail') and t.withdrawn_at is null
  and t.sent_at > $2 and t.vendor_rank < 100 and d.form <> 'linkedin_message' and l.status = 'unsubscribed'
  and t.vendor_id is not null
order by t.sent_at
limit $3;

-- note_withdrawn -- Remember that a vendor was asked to take a piece back.
update touches set withdrawn_at = $3 where client_id = $1 and id = $2 and withdrawn_at is null;

-- advance_lead -- A step went out: the lead stands behind it, and the next is due after its own delay.
update leads set
    status = case when status in ('new', 'enriched', 'scored') then 'in_sequence' else status end,
    step_n = greatest(step_n, $3::smallint),
    next_touch_at = $4::timestamptz + make_interval(days => coalesce((
        select s.delay_days from sequence_steps s
        where s.client_id = leads.client_id and s.campaign_id = leads.campaign_id and s.n = $3::smallint + 1), 0)),
    updated_at = $4
where client_id = $1 and id = $2 and deleted_at is null;
