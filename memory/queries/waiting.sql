-- waiting_replies -- Replies that no person has answered or looked at, the oldest first, and how many there are.
select r.id, r.lead_id, l.first_name, l.last_name, l.email, l.company, r.channel, r.intent, r.abstained,
    left(r.text, 400) as text, r.received_at, count(*) over () as total,
    count(*) filter (where r.abstained) over () as unsure,
    exists (select 1 from touches t where t.client_id = r.client_id and t.answers_reply_id = r.id
        and t.status = 'proposed') as response_proposed
from replies r
join leads l on l.client_id = r.client_id and l.id = r.lead_id
where r.client_id = $1 and r.settled_at is null
  and (r.abstained or r.intent in ('meeting_request', 'interested', 'question'))
  and l.deleted_at is null and l.status <> 'unsubscribed'
  and not exists (select 1 from touches t where t.client_id = r.client_id and t.answers_reply_id = r.id
      and t.status in ('approved', 'sending', 'sent', 'unknown', 'parked', 'rejected'))
  and ($2::uuid is null or r.id = $2)
order by r.received_at, r.id
limit $3;

-- settle_reply -- Note that a person has looked at a reply and leaves it; once.
update replies
set settled_at = $3, settled_by = $4
where client_id = $1 and id = $2 and settled_at is null;

-- unsettle_reply -- Let a reply wait again.
update replies
set settled_at = null, settled_by = null
where client_id = $1 and id = $2 and settled_at is not null;

-- who_settled -- Who has looked at a reply and left it.
select u.name
from replies r
join users u on u.id = r.settled_by
where r.client_id = $1 and r.id = $2 and r.settled_at is not null;
