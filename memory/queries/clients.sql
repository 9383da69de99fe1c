-- client_by_id -- One client, as it stands.
select id, agency_id, name, tier, subscription, founding, default_mode, time_zone, work_days, work_start,
       work_end, credit_balance, credits_reset_at, ai_daily_limit_aud, competitor_domains
from clients
where id = $1 and deleted_at is null;

-- client_for_update -- One client, locked until the transaction ends.
select id, agency_id, name, tier, subscription, founding, default_mode, time_zone, work_days, work_start,
       work_end, credit_balance, credits_reset_at, ai_daily_limit_aud, competitor_domains
from clients
where id = $1 and deleted_at is null
for no key update;

-- set_credits -- The client's balance after a ledger entry, and when it is next reset.
update clients
set credit_balance = $2, credits_reset_at = $3,
    credits_anchor_day = coalesce(credits_anchor_day, extract(day from credits_reset_at at time zone time_zone)::smallint)
where id = $1 and deleted_at is null;

-- credits_anchor_day -- The day of the month on which the client's credits begin anew, where the month has it.
select coalesce(credits_anchor_day, extract(day from credits_reset_at at time zone time_zone)::smallint)
from clients
where id = $1;

-- set_tier -- What the client pays for from now on.
update clients
set tier = $2
where id = $1 and deleted_at is null;

-- clients_to_reset -- The clients whose month of credits is over.
select id
from clients
where credits_reset_at <= $1 and subscription in ('trialing', 'active') and deleted_at is null
order by credits_reset_at, id;

-- add_agency -- A new agency.
insert into agencies (name)
values ($1)
returning id;

-- add_client -- A new client without credits; the opening balance is a ledger entry of its own.
insert into clients (agency_id, name, tier, subscription, founding, time_zone, credits_reset_at, competitor_domains)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id;

-- set_work_hours -- When the client's campaigns send, unless they say otherwise themselves.
update clients
set work_days = $2, work_start = $3, work_end = $4
where id = $1 and deleted_at is null;

-- stripe_marks -- What Stripe last said of a client.
select stripe_customer_id, stripe_subscription_id, period_ends_at, stripe_synced_at
from clients
where id = $1 and deleted_at is null;

-- set_stripe -- The subscription as Stripe told it, unless a later telling stands already.
update clients
set subscription = $2, stripe_customer_id = coalesce($3, stripe_customer_id), stripe_subscription_id = $4,
    period_ends_at = $5, stripe_synced_at = $6
where id = $1 and deleted_at is null and (stripe_synced_at is null or stripe_synced_at < $6);

-- client_of_subscription -- Whose subscription one of Stripe's is.
select id
from clients
where stripe_subscription_id = $1 and deleted_at is null;

-- client_of_customer -- Who one of Stripe's customers is.
select id
from clients
where stripe_customer_id = $1 and deleted_at is null;

-- shared_time -- The database's clock.
select clock_timestamp();
