-- standing -- What the record says of a lead and of what a touch goes out from, as the law counts it.
select l.import_id is not null as imported,
       exists (select 1 from touches t where t.client_id = l.client_id and t.lead_id = l.id
               and t.sent_at is not null) as contacted_before,
       (select p.intent from replies p where p.client_id = l.client_id
        and p.id = (select t.answers_reply_id from touches t where t.client_id = l.client_id and t.id = $3)) as answered_intent,
       (select count(*)::int from activities a
        where a.client_id = l.client_id and a.kind = 'complained' and a.at > $5::timestamptz - interval '30 days'
          and exists (select 1 from touches t join resources r on r.client_id = t.client_id and r.id = t.resource_id
                      where t.client_id = a.client_id and t.lead_id = a.lead_id and t.sent_at is not null
                        and r.channel = 'email'
                        and split_part(r.address, '@', 2) = (select split_part(o.address, '@', 2) from resources o
                            where o.client_id = l.client_id and o.id = $4))) as complaints,
       (select count(*)::int from touches t join resources r on r.client_id = t.client_id and r.id = t.resource_id
        where t.client_id = l.client_id and t.attempt_started_at > $5::timestamptz - interval '1 day' and t.id is distinct from $3
          and t.channel = 'email'
          and split_part(r.address, '@', 2) = (select split_part(o.address, '@', 2) from resources o
              where o.client_id = l.client_id and o.id = $4)) as mails_in_a_day,
       coalesce((select array_agg(s.at order by s.at)
        from resources r join clients c on c.id = r.client_id
        join seat_invitations s on s.agency_id = c.agency_id
          and s.seat = coalesce(nullif(r.settings ->> 'account_id', ''), r.id::text)
        where r.client_id = l.client_id and r.id = $4
          and s.at > $5::timestamptz - interval '7 days' and s.touch_id is distinct from $3), '{}') as invitations,
       l.linkedin_withdrawn_at as invitation_withdrawn_at,
       (select count(*)::int from touches t join drafts d on d.client_id = t.client_id and d.id = t.draft_id
        where t.client_id = l.client_id and t.resource_id = $4 and t.channel = 'linkedin'
          and d.form = 'connection_request' and d.body <> '' and t.id is distinct from $3
          and t.attempt_started_at >= date_trunc('month', $5 at time zone 'UTC') at time zone 'UTC'
          and t.attempt_started_at <= $5) as notes_this_month
from leads l
where l.client_id = $1 and l.id = $2;

-- rest_lead -- Look at a lead again later: nothing could be planned for it now.
update leads
set next_touch_at = $3
where client_id = $1 and id = $2 and deleted_at is null and (next_touch_at is null or next_touch_at < $3);

-- attest_authentication -- What a person found of a domain's SPF, DKIM and DMARC.
update resources
set settings = settings || jsonb_build_object('authentication', $3::jsonb)
where client_id = $1 and id = $2 and channel = 'email' and deleted_at is null;

-- note_withdrawal -- An invitation to the lead was taken back on LinkedIn.
update leads
set linkedin_withdrawn_at = $3, updated_at = now()
where client_id = $1 and id = $2 and deleted_at is null;
