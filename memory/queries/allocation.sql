-- due_leads -- The leads behind a given one whose next touch may be planned now, the most promising first.
with usual as (
    select coalesce(c.mode, k.default_mode) as mode
    from campaigns c
    join clients k on k.id = c.client_id
    where c.client_id = $1 and c.id = $2
)
select l.id, l.priority, l.step_n, l.als, l.lead_tier, coalesce(l.mode, (select mode from usual)) as mode,
       l.has_phone, l.has_linkedin, l.has_post, l.connected,
       exists (select 1 from activities a where a.client_id = l.client_id and a.lead_id = l.id
               and a.kind = 'opened') as opened,
       exists (select 1 from activities a where a.client_id = l.client_id and a.lead_id = l.id
               and a.kind = 'clicked') as clicked
from (
    select l.client_id, l.id, l.step_n, l.als, l.lead_tier, l.mode, l.priority, l.phone is not null as has_phone,
           l.linkedin_url is not null as has_linkedin, l.address_status = 'deliverable' as has_post,
           l.linkedin_connected_at is not null as connected
    from leads l
    where l.client_id = $1 and l.campaign_id = $2 and l.deleted_at is null
      and l.status in ('scored', 'in_sequence') and l.lead_tier <> 'dead' and l.stopped_at is null
      and (l.waits_until is null or l.waits_until <= $3) and (l.next_touch_at is null or l.next_touch_at <= $3)
      and ($4 or coalesce(l.mode, (select mode from usual)) <> 'manual')
      and not exists (select 1 from touches t where t.client_id = l.client_id and t.lead_id = l.id
                      and (t.status in ('planned', 'proposed', 'approved', 'sending', 'unknown', 'parked')
                           or (not $4 and t.status = 'rejected' and t.step_n > l.step_n)))
      and 3 > (select count(*) from touches t where t.client_id = l.client_id and t.lead_id = l.id
               and t.step_n > l.step_n and t.status = 'not_sent')
      -- The index begins at that score; those of the same score stand in the order of their ids.
      and (l.priority, l.als) <= ($6::smallint, $7::smallint)
      and ((l.priority, l.als) < ($6::smallint, $7::smallint) or l.id > $8)
    order by l.priority desc, l.als desc nulls last, l.id
    limit $5
) as l
order by l.priority desc, l.als desc nulls last, l.id;

-- channel_totals -- How many live touches of its sequence a campaign has on each channel.
select channel, count(*)::int as touches
from touches
where client_id = $1 and campaign_id = $2 and step_n is not null
  and status not in ('rejected', 'expired', 'cancelled', 'not_sent')
group by channel;

-- campaign_today -- How many live touches a campaign has today: waiting, going or gone since a moment.
select (
    select count(*) from touches
    where client_id = $1 and campaign_id = $2 and status in ('planned', 'proposed', 'approved')
) + (
    select count(*) from touches
    where client_id = $1 and campaign_id = $2 and attempt_started_at >= $3
      and status in ('sending', 'sent', 'unknown', 'parked')
);

-- client_today -- How many live touches the client has today: waiting, going or gone since a moment.
select (
    select count(*) from touches where client_id = $1 and status in ('planned', 'proposed', 'approved')
) + (
    select count(*) from touches
    where client_id = $1 and attempt_started_at >= $2 and status in ('sending', 'sent', 'unknown', 'parked')
);

-- plan_touches -- Touches to be drafted, with the routes that lead replies and unsubscribes back to them.
with planned as (
    insert into touches (client_id, campaign_id, lead_id, step_n, channel, resource_id, mode, not_before,
                         reply_token, unsubscribe_token, created_by, created_at, updated_at)
    select $1, $2, w.lead_id, w.step_n, w.channel, w.resource_id, w.mode, $4, w.reply_token, w.unsubscribe_token,
           $5, $4, $4
    from jsonb_to_recordset($3::jsonb) as w (lead_id uuid, step_n smallint, channel text, resource_id uuid,
         mode text, reply_token text, unsubscribe_token text)
    on conflict do nothing
    returning id, lead_id, step_n, channel, reply_token, unsubscribe_token
), routed as (
    insert into routes (kind, key, client_id, touch_id)
    select 'reply', reply_token, $1, id from planned
    union all
    select 'unsubscribe', unsubscribe_token, $1, id from planned
), noted as (
    insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, sentence, at)
    select $1, lead_id, id, $2, 'allocated', channel, 'Step ' || step_n || ' is planned by ' || channel || '.', $4
    from planned
)
select id, lead_id from planned;
