-- campaign_by_id -- One campaign that is not deleted.
select id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
       voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
       starts_on, ends_on, created_at, deleted_at
from campaigns
where client_id = $1 and id = $2 and deleted_at is null;

-- campaign_for_update -- One campaign, locked until the transaction ends.
select id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
       voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
       starts_on, ends_on, created_at, deleted_at
from campaigns
where client_id = $1 and id = $2 and deleted_at is null
for no key update;

-- campaigns -- Every campaign of the client, the newest first.
select id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
       voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
       starts_on, ends_on, created_at, deleted_at
from campaigns
where client_id = $1 and deleted_at is null and ($2::text is null or status = $2)
order by id desc;

-- open_campaigns -- How many campaigns count against the tier's limit.
select count(*)::int
from campaigns
where client_id = $1 and deleted_at is null and status <> 'completed';

-- add_campaign -- A new campaign, in draft.
insert into campaigns (client_id, brand_id, name, brief, mode, email_percent, sms_percent, linkedin_percent,
                       voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days,
                       work_start, work_end, starts_on, ends_on, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
returning id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
          voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
          starts_on, ends_on, created_at, deleted_at;

-- add_step -- One step of a campaign's sequence.
insert into sequence_steps (client_id, campaign_id, n, channel, delay_days, brief, skip_when, form)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- steps -- The steps of a campaign, in order.
select campaign_id, n, channel, form, delay_days, brief, skip_when
from sequence_steps
where client_id = $1 and campaign_id = $2
order by n;

-- step -- One step of a campaign.
select campaign_id, n, channel, form, delay_days, brief, skip_when
from sequence_steps
where client_id = $1 and campaign_id = $2 and n = $3;

-- change_status -- Move a campaign on, if it still stands where it was seen.
update campaigns
set status = $4, updated_at = $5
where client_id = $1 and id = $2 and status = $3 and deleted_at is null
returning id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
          voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
          starts_on, ends_on, created_at, deleted_at;

-- modify -- Write what of a campaign may change once it exists.
update campaigns
set name = $3, brief = $4, mode = $5, email_percent = $6, sms_percent = $7, linkedin_percent = $8,
    voice_percent = $9, mail_percent = $10, daily_limit = $11, work_start = $12, work_end = $13, ends_on = $14,
    updated_at = $15, work_days = $16
where client_id = $1 and id = $2 and deleted_at is null
returning id, client_id, brand_id, name, brief, status, mode, email_percent, sms_percent, linkedin_percent,
          voice_percent, mail_percent, daily_limit, target_industries, time_zone, work_days, work_start, work_end,
          starts_on, ends_on, created_at, deleted_at;

-- set_delay -- How many days one step waits behind the one before it.
update sequence_steps set delay_days = $4
where client_id = $1 and campaign_id = $2 and n = $3;

-- assign_leads -- Give the campaign the leads that have none, all of them or those of one import.
update leads
set campaign_id = $2, updated_at = $4
where client_id = $1 and campaign_id is null and deleted_at is null and stopped_at is null
  and ($3::uuid is null or import_id = $3);

-- lead_counts -- How many leads each campaign has, by status.
select campaign_id, status, count(*)::int as leads
from leads
where client_id = $1 and campaign_id is not null and deleted_at is null
group by campaign_id, status;
