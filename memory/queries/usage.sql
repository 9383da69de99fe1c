-- hold_day -- Keep whoever rebuilds the day's counters waiting until this transaction ends.
select pg_advisory_xact_lock_shared(7205, 1) is null as held where $1::uuid is not null;

-- own_limit -- The client's own daily limit in AUD, null where the platform's default holds.
select ai_daily_limit_aud from clients where id = $1 and deleted_at is null;

-- add -- Reserve the upper bound of one model call.
insert into ai_usage (client_id, agent, model, reserved_aud, created_at, request_key)
values ($1, $2, $3, $4, $5, $6)
returning id;

-- earlier -- The latest call that asked the same by batch since a moment and that may bring, or brought, an answer.
select id, reserved_aud, created_at, pending
from ai_usage
where client_id = $1 and request_key = $2 and created_at >= $3 and status <> 'released'
order by created_at desc, id desc
limit 1;

-- keep_pending -- Note how the answer of a batched call is waited for.
update ai_usage
set pending = $3
where client_id = $1 and id = $2;

-- settle -- Put the real cost of a call in place of what was reserved.
update ai_usage
set status = 'settled', cost_aud = $3, input_tokens = $4, cache_read_tokens = $5, cache_write_tokens = $6,
    output_tokens = $7, settled_at = $8
where client_id = $1 and id = $2 and status = 'reserved';

-- release -- Give a reservation back because the call did not happen.
update ai_usage
set status = 'released', cost_aud = 0, settled_at = $3
where client_id = $1 and id = $2 and status = 'reserved';

-- close_day -- Wait for open reservations and hold new ones off until this transaction ends.
select pg_advisory_xact_lock(7205, 1) is null as closed;

-- spent_since -- What the platform and one client spent or hold since a moment.
select coalesce(sum(coalesce(cost_aud, reserved_aud)), 0) as platform_aud,
       coalesce(sum(coalesce(cost_aud, reserved_aud)) filter (where client_id = $1), 0) as client_aud
from ai_usage
where created_at >= $2 and status <> 'released';

-- used_since -- What all model calls since a moment cost and used; a call without an answer costs what is held.
select coalesce(sum(case when status = 'released' then 0 else coalesce(cost_aud, reserved_aud) end), 0) as cost_aud,
       coalesce(sum(input_tokens), 0)::int as input_tokens,
       coalesce(sum(cache_read_tokens), 0)::int as cache_read_tokens,
       coalesce(sum(cache_write_tokens), 0)::int as cache_write_tokens,
       coalesce(sum(output_tokens), 0)::int as output_tokens,
       count(*) filter (where status = 'settled')::int as answered,
       count(*) filter (where status <> 'settled')::int as unanswered
from ai_usage
where created_at >= $1;
