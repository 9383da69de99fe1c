-- add_erasure -- Whom somebody wants erased, until they confirm it.
insert into erasures (client_id, address, address_hash, lead_ids, numbers, asked_by, asked_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id, client_id, address, lead_ids, status, pattern, anchors, numbers, asked_by, asked_at, decided_by, decided_at;

-- erasure_by_id -- One erasure of the client.
select id, client_id, address, lead_ids, status, pattern, anchors, numbers, asked_by, asked_at, decided_by, decided_at
from erasures
where client_id = $1 and id = $2;

-- erasure_for_update -- One erasure, locked until the transaction ends.
select id, client_id, address, lead_ids, status, pattern, anchors, numbers, asked_by, asked_at, decided_by, decided_at
from erasures
where client_id = $1 and id = $2
for update;

-- decline_erasure -- Leave the person as they are, and forget who was meant.
update erasures set status = 'declined', address = null, decided_by = $3, decided_at = $4
where client_id = $1 and id = $2 and status = 'open';

-- end_erasure -- Everything of the person is gone but for what chats say; questions about the same person end with it.
update erasures set status = case when id = $2 then 'erased' else 'done' end, address = null,
    pattern = case when id = $2 then $3 end, anchors = case when id = $2 then $9 end,
    numbers = case when id = $2 then $4 else numbers end,
    lead_ids = case when id = $2 then $5::uuid[] else lead_ids end, decided_by = $6, decided_at = $7
where client_id = $1 and (id = $2 or address_hash = any ($8::bytea[])) and status = 'open';

-- unfinished -- Erasures whose words may still stand in chats, the oldest first.
select id, client_id, address, lead_ids, status, pattern, anchors, numbers, asked_by, asked_at, decided_by, decided_at
from erasures
where client_id = $1 and status = 'erased'
order by decided_at;

-- finish_erasure -- The chats are clean too: nothing is left to recognise the person by.
update erasures set status = 'done', pattern = null, anchors = null
where client_id = $1 and id = $2 and status = 'erased';

-- leads_of_person -- Every lead that was ever at one of these addresses or profiles, deleted or not.
select id, email, personal_email, phone, linkedin_url, first_name, last_name, deleted_at is null as lives
from leads
where client_id = $1 and erased_at is null
  and (email = any ($2::text[]) or lower(personal_email) = any ($2)
    or exists (select from unnest($3::text[]) as p (profile)
        where right(lower(rtrim(linkedin_url, '/')), length(p.profile)) = p.profile))
order by id;

-- others_called -- Which of these numbers others have too, which of these names others bear or a place, and who writes for the client.
select coalesce(array_agg(distinct l.phone) filter (where l.phone = any ($3::text[])), '{}') as phones,
    coalesce(array_agg(distinct n.name) filter (where n.name = any ($4::text[])), '{}') as names,
    (select coalesce(array_agg(distinct lower(b.sender_name)), '{}') from brands b where b.client_id = $1) as senders
from leads l
cross join lateral (values (lower(l.first_name)), (lower(l.last_name)), (lower(l.city)), (lower(l.state))) as n (name)
where l.client_id = $1 and l.id <> all ($2::uuid[]) and l.deleted_at is null
  and (l.phone = any ($3::text[]) or n.name = any ($4::text[]));

-- held -- How much is kept about these leads.
select (select count(*)::int from touches t where t.client_id = $1 and t.lead_id = any ($2::uuid[])
        and t.status in ('planned', 'proposed', 'approved')) as unsent,
    (select count(*)::int from touches t where t.client_id = $1 and t.lead_id = any ($2) and t.status = 'sent') as sent,
    (select count(*)::int from drafts d join touches t on t.client_id = d.client_id and t.id = d.touch_id
        where d.client_id = $1 and t.lead_id = any ($2)) as drafts,
    (select count(*)::int from replies r where r.client_id = $1 and r.lead_id = any ($2)) as replies,
    (select count(*)::int from notes n where n.client_id = $1 and n.lead_id = any ($2)) as notes,
    (select count(*)::int from activities a where a.client_id = $1 and a.lead_id = any ($2)) as entries,
    (select count(*)::int from consents c where c.client_id = $1 and c.lead_id = any ($2)) as consents,
    (select count(*)::int from eval_cases e where e.client_id = $1 and e.lead_id = any ($2)) as cases,
    (select count(*)::int from lead_provenance p where p.client_id = $1 and p.lead_id = any ($2)) as found;

-- under_way -- Whether a message to one of these leads is on its way with its outcome unknown.
select exists (select from touches where client_id = $1 and lead_id = any ($2::uuid[]) and status in ('sending', 'unknown'));

-- lock_touches -- The touches of these leads, and whatever has not left yet and names the person, in one order for everybody.
select t.id, t.lead_id
from touches t
where t.client_id = $1
  and (t.lead_id = any ($2::uuid[]) or (t.status in ('planned', 'proposed', 'approved') and exists (
      select from drafts d where d.client_id = $1 and d.touch_id = t.id
        and concat_ws(' ', d.subject, d.body, d.variants::text) ~* $4
        and concat_ws(' ', d.subject, d.body, d.variants::text) ~* $3)))
order by t.id
for update;

-- lock_leads -- These leads, so that whoever still writes about them waits for the end.
select id
from leads
where client_id = $1 and id = any ($2::uuid[])
order by id
for update;

-- cancel_touches -- Nothing of these that has not left yet will leave.
update touches set status = 'cancelled', outcome_reason = 'erased', updated_at = $3
where client_id = $1 and id = any ($2::uuid[]) and status in ('planned', 'proposed', 'approved')
returning id;

-- words_said -- What the person wrote and said themselves.
select concat_ws(E'\n', subject, text, transcript) as words
from replies
where client_id = $1 and lead_id = any ($2::uuid[]);

-- marks -- Vendors' own names for what went to the person, by which stored events are found.
select distinct mark
from (
    select vendor_id as mark from touches where client_id = $1 and lead_id = any ($2::uuid[])
    union all
    select message_id from touches where client_id = $1 and lead_id = any ($2)
    union all
    select linkedin_conversation from leads where client_id = $1 and id = any ($2)
) as known
where length(mark) > 5;

-- reply_events -- The stored events that the person's replies came as.
select event_id
from replies
where client_id = $1 and lead_id = any ($2::uuid[]);

-- blank_touches -- Vendors' words about sends may name the person.
update touches set outcome_reason = null
where client_id = $1 and lead_id = any ($2::uuid[]) and outcome_reason is not null;

-- blank_drafts -- What was written to the person; of what LinkedIn still has in its queue, the profile until it is withdrawn.
update drafts d set subject = '', body = '', footer = '', facts = '[]', findings = '[]', feedback = null, variants = '[]',
    note_ids = '{}', recipient = case when t.channel = 'linkedin' and t.status = 'sent' and t.withdrawn_at is null
        and t.vendor_rank < 100 and t.draft_id = d.id and t.vendor_id is not null and d.form <> 'linkedin_message'
        and t.sent_at > $3 then d.recipient else '' end
from touches t
where d.client_id = $1 and t.client_id = $1 and t.id = d.touch_id and t.lead_id = any ($2::uuid[]);

-- blank_recipients -- Profiles of erased people that were kept only for a withdrawal that is over.
update drafts d set recipient = ''
from leads l
join touches t on t.client_id = l.client_id and t.lead_id = l.id and t.channel = 'linkedin'
where l.client_id = $1 and l.erased_at is not null and d.client_id = $1 and d.touch_id = t.id and d.recipient <> ''
  and (t.withdrawn_at is not null or t.sent_at <= $2 or t.vendor_rank >= 100);

-- blank_approvals -- What reviewers said about drafts to the person.
update approvals a set reason = null
from touches t
where a.client_id = $1 and t.client_id = $1 and t.id = a.touch_id and t.lead_id = any ($2::uuid[]) and a.reason is not null;

-- blank_activities -- That something happened stays, for it is counted; the sentence about the person goes.
update activities set sentence = 'Erased.' where client_id = $1 and lead_id = any ($2::uuid[]);

-- blank_replies -- That an answer came, and what it wanted, stays, for it is counted; its words go.
update replies set from_address = '', subject = '', text = '', transcript = '', reference_ids = '{}',
    message_id = case when channel = 'email' then null else message_id end,
    intent = coalesce(intent, 'unsubscribe'), confidence = coalesce(confidence, 1),
    decided_by = coalesce(decided_by, 'rule'), read_at = coalesce(read_at, $3), acted_at = coalesce(acted_at, $3),
    settled_at = coalesce(settled_at, $3),
    reading = jsonb_build_object('intent', coalesce(intent, 'unsubscribe'), 'confidence', coalesce(confidence, 1),
        'abstained', abstained)
where client_id = $1 and lead_id = any ($2::uuid[]);

-- blank_scores -- The points stay; the sentences about the person go.
update scores set sentences = array_fill('Erased.'::text, array[5])
where client_id = $1 and lead_id = any ($2::uuid[]);

-- delete_provenance -- What each vendor told of the person.
delete from lead_provenance where client_id = $1 and lead_id = any ($2::uuid[]);

-- blank_questions -- What vendors were asked and charged stays; what they answered goes, and open questions end.
update enrichment_requests set answer = null, reason = null,
    status = case when status = 'asked' then 'expired' else status end
where client_id = $1 and lead_id = any ($2::uuid[]);

-- blank_enrichments -- What an enrichment cost stays; the reason may name the person.
update enrichments set reason = null,
    outcome = case when outcome = 'pending' then 'unenriched' else outcome end
where client_id = $1 and lead_id = any ($2::uuid[]);

-- delete_lead_routes -- Vendors' names for the person.
delete from lead_routes where client_id = $1 and lead_id = any ($2::uuid[]);

-- delete_conversations -- Conversations are named by the person's number or profile.
delete from routes r using touches t
where r.client_id = $1 and r.kind = 'conversation' and t.client_id = $1 and t.id = r.touch_id and t.lead_id = any ($2::uuid[]);

-- delete_cases -- Evals learn nothing more from the person.
delete from eval_cases where client_id = $1 and lead_id = any ($2::uuid[]);

-- keep_consents -- What a consent was, how it came and when it ended is proof and stays (Spam Act 2003 s16(5), GDPR art 17(3)(e)), without the person's name in it.
update consents set source = regexp_replace(source, $3, '[erased]', 'gi'),
    evidence = regexp_replace(evidence, $3, '[erased]', 'gi'),
    facts = array(select regexp_replace(fact, $3, '[erased]', 'gi') from unnest(facts) as fact),
    withdrawn_at = coalesce(withdrawn_at, $4)
where client_id = $1 and lead_id = any ($2::uuid[]);

-- hash_washes -- That a number was washed before a call is proof and stays (DNCR Act 2006 s11), under the number's hash.
update phone_washes w set phone = p.hashed
from unnest($2::text[], $3::text[]) as p (phone, hashed)
where w.client_id = $1 and w.phone = p.phone;

-- hash_asked_numbers -- The same of the lists that a register was asked about.
update wash_batches set numbers = array(
    select coalesce(p.hashed, n.number)
    from unnest(numbers) with ordinality as n (number, place)
    left join unnest($2::text[], $3::text[]) as p (phone, hashed) on p.phone = n.number
    order by n.place), detail = regexp_replace(detail, $4, '[erased]', 'gi')
where client_id = $1 and numbers && $2::text[];

-- hash_suppressions -- The address stays out for ever, as a hash alone.
update suppressions s set value = null, erased_at = coalesce(s.erased_at, $4)
from unnest($2::text[], $3::bytea[]) as a (kind, value_hash)
where s.client_id = $1 and s.kind = a.kind and s.value_hash = a.value_hash;

-- blank_leads -- A lead's row without a person: what campaigns count stays.
update leads set email = 'erased:' || id, first_name = null, last_name = null, title = null, seniority = null,
    company = null, domain = null, industry = null, employees = null, city = null, state = null, country = null,
    time_zone = null, phone = null, linkedin_url = null, linkedin_connected_at = null, linkedin_withdrawn_at = null,
    linkedin_conversation = null, personal_email = null, street = null, postcode = null, address_status = 'unknown',
    subscriber = null, email_status = 'unknown', phone_status = 'unknown', role_started_on = null, hiring = null,
    funded_on = null, facts = '{}', source = 'erased', unenriched_reason = null, confidence = null, waits_until = null,
    next_touch_at = null, stopped_at = coalesce(stopped_at, $3), stop_reason = 'erased', status = 'unsubscribed',
    updated_at = $3, deleted_at = coalesce(deleted_at, $3), erased_at = $3
where client_id = $1 and id = any ($2::uuid[]);

-- delete_notes -- What was learned and names the person, with every version of it.
delete from notes
where client_id = $1 and origin_id in (
    select origin_id from notes where client_id = $1 and concat_ws(' ', text, subject, speaker) ~* $3
  and concat_ws(' ', text, subject, speaker) ~* $2);

-- blank_rows -- Rows of lists that did not become leads and name the person.
update quarantined_rows set cells = '[]', sentence = 'Erased.'
where client_id = $1 and concat_ws(' ', sentence, cells::text) ~* $3
  and concat_ws(' ', sentence, cells::text) ~* $2;

-- discard_lists -- Lists that wait and hold the person: whoever wants the others takes the list in anew.
update imports set status = 'discarded', content = null
where client_id = $1 and status = 'previewed'
  and exists (select from (select lower(encode(content, 'escape')) as said offset 0) as c
      join unnest($2::text[]) as n (needle) on strpos(c.said, n.needle) > 0);

-- redact_imports -- Names of lists, and where they come from.
update imports set filename = regexp_replace(filename, $2, '[erased]', 'gi'),
    source_note = regexp_replace(source_note, $2, '[erased]', 'gi')
where client_id = $1 and concat_ws(' ', filename, source_note) ~* $3
  and concat_ws(' ', filename, source_note) ~* $2;

-- redact_chat -- What was said in the chat, without the person.
update chat_turns set text = regexp_replace(text, $2, '[erased]', 'gi')
where client_id = $1 and text ~* $3
  and text ~* $2;

-- redact_proposals -- What the CMO proposed, without the person.
update proposals set content = regexp_replace(content::text, $2, '[erased]', 'gi')::jsonb
where client_id = $1 and content::text ~* $3
  and content::text ~* $2;

-- redact_campaigns -- What a campaign is about, without the person.
update campaigns set name = regexp_replace(name, $2, '[erased]', 'gi'),
    brief = regexp_replace(brief, $2, '[erased]', 'gi')
where client_id = $1 and concat_ws(' ', name, brief) ~* $3
  and concat_ws(' ', name, brief) ~* $2;

-- redact_steps -- What a step is about, without the person.
update sequence_steps set brief = regexp_replace(brief, $2, '[erased]', 'gi')
where client_id = $1 and brief ~* $3
  and brief ~* $2;

-- redact_drafts -- Messages to others, without the person.
update drafts set subject = regexp_replace(subject, $2, '[erased]', 'gi'),
    body = regexp_replace(body, $2, '[erased]', 'gi'),
    feedback = regexp_replace(feedback, $2, '[erased]', 'gi'),
    facts = regexp_replace(facts::text, $2, '[erased]', 'gi')::jsonb,
    findings = regexp_replace(findings::text, $2, '[erased]', 'gi')::jsonb,
    variants = regexp_replace(variants::text, $2, '[erased]', 'gi')::jsonb
where client_id = $1 and concat_ws(' ', subject, body, feedback, facts::text, findings::text, variants::text) ~* $3
  and concat_ws(' ', subject, body, feedback, facts::text, findings::text, variants::text) ~* $2;

-- redact_replies -- Answers of others, without the person.
update replies set subject = regexp_replace(subject, $2, '[erased]', 'gi'),
    text = regexp_replace(text, $2, '[erased]', 'gi'), transcript = regexp_replace(transcript, $2, '[erased]', 'gi'),
    reading = regexp_replace(reading::text, $2, '[erased]', 'gi')::jsonb
where client_id = $1 and concat_ws(' ', subject, text, transcript, reading::text) ~* $3
  and concat_ws(' ', subject, text, transcript, reading::text) ~* $2;

-- redact_approvals -- Reasons of reviewers, without the person.
update approvals set reason = regexp_replace(reason, $2, '[erased]', 'gi')
where client_id = $1 and reason ~* $3
  and reason ~* $2;

-- redact_activities -- What happened to others, without the person.
update activities set sentence = regexp_replace(sentence, $2, '[erased]', 'gi')
where client_id = $1 and sentence ~* $3
  and sentence ~* $2;

-- redact_leads -- What is known of others, without the person.
update leads set facts = array(select regexp_replace(fact, $2, '[erased]', 'gi') from unnest(facts) as fact)
where client_id = $1 and array_to_string(facts, ' ') ~* $3
  and array_to_string(facts, ' ') ~* $2;

-- redact_cases -- Cases about others, without the person.
update eval_cases set content = regexp_replace(content::text, $2, '[erased]', 'gi')::jsonb
where client_id = $1 and content::text ~* $3
  and content::text ~* $2;

-- redact_brands -- What the client says of itself, without the person.
update brands set facts = array(select regexp_replace(fact, $2, '[erased]', 'gi') from unnest(facts) as fact)
where client_id = $1 and array_to_string(facts, ' ') ~* $3
  and array_to_string(facts, ' ') ~* $2;

-- redact_deliveries -- What the client was told by webhook, without the person.
update webhook_deliveries set body = regexp_replace(body::text, $2, '[erased]', 'gi')::jsonb
where client_id = $1 and body::text ~* $3
  and body::text ~* $2;

-- blank_events -- What arrived from the person or about them ends here: its key stays, so that it is not taken in anew.
update inbound_events set body = '', headers = '{}', detail = null, client_id = $1,
    status = case when status in ('stored', 'failed') then 'handled' else status end,
    handled_at = coalesce(handled_at, $4)
where id = any ($2::uuid[])
   or (client_id = $1 and exists (select from (select lower(encode(body, 'escape')) as said offset 0) as b
       join unnest($3::text[]) as n (needle) on strpos(b.said, n.needle) > 0));

-- of_erased_touch -- Whether a touch went to somebody who was erased since.
select exists (
    select from touches t
    join leads l on l.client_id = t.client_id and l.id = t.lead_id
    where t.client_id = $1 and t.id = $2 and l.erased_at is not null);

-- any_erased -- Whether any client has erased one of these addresses.
select exists (
    select from suppressions s
    join unnest($1::text[], $2::bytea[]) as a (kind, value_hash) on a.kind = s.kind and a.value_hash = s.value_hash
    where s.erased_at is not null);

-- has_erased -- Whether the client has erased anybody.
select exists (select from suppressions where client_id = $1 and erased_at is not null);

-- erased_hashes -- Which of these hashes are of people whom the client has erased.
select s.value_hash
from suppressions s
join unnest($2::text[], $3::bytea[]) as a (kind, value_hash) on a.kind = s.kind and a.value_hash = s.value_hash
where s.client_id = $1 and s.erased_at is not null;
