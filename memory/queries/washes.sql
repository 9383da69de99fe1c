-- due_numbers -- Numbers with touches by SMS or voice ahead, no fresh answer of the register and no question open or just answered.
select distinct l.phone
from touches t
join leads l on l.client_id = t.client_id and l.id = t.lead_id
where t.client_id = $1 and t.status in ('planned', 'proposed', 'approved') and t.channel in ('sms', 'voice')
  and l.deleted_at is null and l.phone like $3 || '%'
  and not exists (select 1 from phone_washes w where w.client_id = t.client_id and w.phone = l.phone
                  and w.register = $2 and (w.washed_at > $4 or w.result = 'invalid'))
  and not exists (select 1 from wash_batches b where b.client_id = t.client_id and b.register = $2
                  and (b.status = 'asked' or (b.status = 'answered' and b.asked_at > $5))
                  and l.phone = any (b.numbers))
order by l.phone
limit $6;

-- stale_numbers -- Every lead's number in a country without a fresh answer of the register.
select distinct l.phone
from leads l
where l.client_id = $1 and l.deleted_at is null and l.phone like $3 || '%'
  and not exists (select 1 from phone_washes w where w.client_id = l.client_id and w.phone = l.phone
                  and w.register = $2 and (w.washed_at > $4 or w.result = 'invalid'))
order by l.phone;

-- add_batch -- A question to the register, written before it is asked.
insert into wash_batches (client_id, register, numbers, asked_at)
values ($1, $2, $3, $4)
returning id;

-- open_batches -- Questions that the register has not answered, asked before a moment.
select id, register, numbers, asked_at
from wash_batches
where client_id = $1 and status = 'asked' and asked_at <= $2
order by asked_at, id;

-- finish_batch -- What became of a question, once.
update wash_batches
set status = $3, detail = $4, answered_at = $5
where client_id = $1 and id = $2 and status = 'asked';

-- add_washes -- What the register said of each number, all at once.
insert into phone_washes (client_id, register, phone, result, source, batch_id, washed_at)
select $1, $2, w.phone, w.result, $3, $4, $5
from jsonb_to_recordset($6::jsonb) as w (phone text, result text);

-- note_washed -- Note with each lead what the register said of its number; once a wash.
insert into activities (client_id, lead_id, kind, sentence, dedupe_key, at)
select l.client_id, l.id, 'washed', $2 || ' says of the number: ' || w.result || '.',
       'washed:' || $4 || ':' || l.id, $3
from leads l
join jsonb_to_recordset($5::jsonb) as w (phone text, result text) on w.phone = l.phone
where l.client_id = $1 and l.deleted_at is null
on conflict (client_id, dedupe_key) where dedupe_key is not null do nothing;

-- latest_washes -- The newest answer of each register about a number.
select distinct on (register) register, phone, result, source, washed_at
from phone_washes
where client_id = $1 and phone = $2
order by register, washed_at desc;

-- wash_counts -- How a register's answers stand for the leads' numbers in a country, and which are needed soon.
with numbers as (
    select l.phone,
           (array_agg(w.result order by w.washed_at desc))[1] as result,
           max(w.washed_at) as washed_at
    from (select distinct phone from leads
          where client_id = $1 and deleted_at is null and phone like $3 || '%') l
    left join phone_washes w on w.client_id = $1 and w.phone = l.phone and w.register = $2
    group by l.phone
)
select count(*)::int as numbers,
       count(*) filter (where washed_at is null or (washed_at <= $4 and result <> 'invalid'))::int as due,
       count(*) filter (where washed_at > $4 and result = 'clear')::int as clear,
       count(*) filter (where washed_at > $4 and result = 'listed')::int as listed,
       count(*) filter (where result = 'invalid')::int as invalid,
       min(washed_at) filter (where washed_at > $4 and result <> 'invalid') as oldest,
       (select count(*)::int from wash_batches b
        where b.client_id = $1 and b.register = $2 and b.status = 'asked') as open_questions
from numbers;
