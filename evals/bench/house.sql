-- add_campaign -- A campaign of this status that works at every hour.
insert into campaigns (client_id, brand_id, name, brief, status, daily_limit, email_percent, work_days, work_start,
    work_end)
values ($1, $2, $3, $4, $5, 50, 100, '{1,2,3,4,5,6,7}', '00:00', '23:59')
returning id;

-- add_step -- The campaign's only step.
insert into sequence_steps (client_id, campaign_id, n, brief)
values ($1, $2, 1, $3);

-- add_lead -- A hot lead in New South Wales who may be written to.
with person as (
    insert into leads (client_id, campaign_id, email, first_name, last_name, title, company, domain, industry, city,
        seniority, facts, phone, linkedin_url, street, postcode, state, address_status, country, email_status, status,
        als, lead_tier)
    select $1, $2, $3, $4, $5, $6, $7, split_part($3, '@', 2), $8, $9, $10, $11, $12, $13, $14, '2000', 'NSW',
        'deliverable', 'Australia', 'verified', 'scored', 90, 'hot'
    returning id
), agreed as (
    insert into consents (client_id, lead_id, kind, source, evidence, captured_at)
    select $1, id, 'inferred_relationship', 'evals', 'A customer since 2024.', now() - interval '30 days' from person
)
select id from person;

-- ready -- Make an imported lead one that may be written to now.
with person as (
    update leads set als = 70, lead_tier = 'warm', status = 'scored'
    where client_id = $1 and email = $2
    returning id
), agreed as (
    insert into consents (client_id, lead_id, kind, source, evidence, captured_at)
    select $1, id, 'inferred_relationship', 'evals', 'A customer since 2024.', now() - interval '30 days' from person
)
select id from person;

-- pending -- The open question about a touch.
select id from approvals where client_id = $1 and touch_id = $2 and status = 'pending';

-- newest_reply -- The client's newest reply.
select id from replies where client_id = $1 order by id desc limit 1;

-- newest_approval -- The client's newest question to a reviewer.
select id from approvals where client_id = $1 order by id desc limit 1;

-- tables -- Tables with rows of clients that the present role may read, partitions left out.
select c.table_name
from information_schema.columns c
join information_schema.tables t using (table_schema, table_name)
where c.table_schema = 'public' and c.column_name = 'client_id' and t.table_type = 'BASE TABLE'
  and t.table_name !~ '_[0-9]+$' and has_table_privilege(format('%I', t.table_name), 'select')
  and $1::uuid is not null
order by 1;

-- rows_of -- Every row of a client's in one table; a table's name cannot be a parameter.
select ':table' as table_name, to_jsonb(t)::text as row from :table t where t.client_id = $1;

-- left -- Let a touch be one that has left, whatever hour the channel's law keeps; its question is withdrawn.
with asked as (
    update approvals set status = 'withdrawn', decided_at = now()
    where client_id = $1 and touch_id = $2 and status = 'pending'
)
update touches set status = 'sent', sent_at = now() - interval '5 minutes', attempt_started_at = now() - interval '5 minutes'
where client_id = $1 and id = $2;

-- touched -- The first touch of a lead.
select id from touches where client_id = $1 and lead_id = $2 order by id limit 1;
