-- add_entry -- One change of the balance; never altered afterwards.
insert into credit_ledger (client_id, delta, balance_after, reason, dedupe_key, lead_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- entry_by_key -- The change that was booked under a key, if there was one.
select delta, balance_after, reason, dedupe_key, created_at
from credit_ledger
where client_id = $1 and dedupe_key = $2;

-- entries -- The latest changes of the balance.
select delta, balance_after, reason, dedupe_key, created_at
from credit_ledger
where client_id = $1
order by created_at desc, id desc
limit $2;

-- spent_between -- Credits that enrichment used in a span of time.
select coalesce(-sum(delta), 0)::int
from credit_ledger
where client_id = $1 and reason in ('enrichment', 'refund') and created_at >= $2 and created_at < $3;

-- month -- What the present month of credits began with, and what changes of tier have moved since.
select began.balance_after as began_with, (
    select coalesce(sum(delta), 0)::int
    from credit_ledger
    where client_id = $1 and reason in ('upgrade', 'downgrade') and id > began.id
) as moved
from credit_ledger began
where began.client_id = $1 and began.reason in ('opening', 'reset')
order by began.id desc
limit 1;
