-- add_draft -- Keep the next version of a touch's draft.
insert into drafts (client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts,
    note_ids, findings, feedback, created_by, variants)
values ($1, $2,
    coalesce((select max(version) from drafts where client_id = $1 and touch_id = $2), 0) + 1,
    $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
returning id, client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts, note_ids,
    findings, feedback, created_at, variants;

-- draft_by_id -- One draft.
select id, client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts, note_ids,
    findings, feedback, created_at, variants
from drafts
where client_id = $1 and id = $2;

-- versions -- Every version of a touch's draft, oldest first.
select id, client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts, note_ids,
    findings, feedback, created_at, variants
from drafts
where client_id = $1 and touch_id = $2
order by version;

-- set_findings -- Note what the gate found in a draft.
update drafts set findings = $3 where client_id = $1 and id = $2;

-- lead_of_touch -- The lead that a touch is for, deleted or not.
select l.id, l.client_id, l.campaign_id, l.email, l.first_name, l.last_name, l.title, l.seniority, l.company,
    l.domain, l.industry, l.employees, l.city, l.state, l.country, l.time_zone, l.phone, l.linkedin_url,
    l.personal_email, l.email_status, l.phone_status, l.role_started_on, l.hiring, l.funded_on, l.bounced_before,
    l.facts, l.source, l.status, l.mode, l.enrichment, l.unenriched_reason, l.confidence, l.als, l.lead_tier,
    l.step_n, l.next_touch_at, l.waits_until, l.stopped_at, l.stop_reason, l.priority, l.created_at, l.deleted_at,
    l.street, l.postcode, l.address_status, l.subscriber, l.linkedin_connected_at, l.linkedin_conversation
from touches t
join leads l on l.client_id = t.client_id and l.id = t.lead_id
where t.client_id = $1 and t.id = $2;

-- campaign_of_touch -- The campaign that a touch belongs to, deleted or not.
select c.id, c.client_id, c.brand_id, c.name, c.brief, c.status, c.mode, c.email_percent, c.sms_percent,
    c.linkedin_percent, c.voice_percent, c.mail_percent, c.daily_limit, c.target_industries, c.time_zone,
    c.work_days, c.work_start, c.work_end, c.starts_on, c.ends_on, c.created_at, c.deleted_at
from touches t
join campaigns c on c.client_id = t.client_id and c.id = t.campaign_id
where t.client_id = $1 and t.id = $2;

-- brand_of_touch -- The brand that a touch speaks for.
select b.id, b.client_id, b.name, b.sender_name, b.sender_title, b.company, b.postal_address, b.abn, b.phone,
    b.site, b.booking_url, b.facts, b.tone, b.forbidden_words
from touches t
join campaigns c on c.client_id = t.client_id and c.id = t.campaign_id
join brands b on b.client_id = c.client_id and b.id = c.brand_id
where t.client_id = $1 and t.id = $2;

-- resource_of_touch -- What a touch goes out from, deleted or not.
select r.id, r.client_id, r.channel, r.vendor, r.address, r.label, r.daily_limit, r.time_zone, r.last_used_at,
    r.paused_at, r.settings, r.registered_sender, r.risk_accepted_at, r.deleted_at
from touches t
join resources r on r.client_id = t.client_id and r.id = t.resource_id
where t.client_id = $1 and t.id = $2;

-- step_of_touch -- The sequence step that a touch carries out.
select s.campaign_id, s.n, s.channel, s.form, s.delay_days, s.brief, s.skip_when
from touches t
join sequence_steps s on s.client_id = t.client_id and s.campaign_id = t.campaign_id and s.n = t.step_n
where t.client_id = $1 and t.id = $2;

-- score_of_touch -- The latest score of the lead that a touch is for.
select s.lead_id, s.version, s.als, s.lead_tier, s.data_quality, s.authority, s.company_fit, s.timing, s.risk,
    s.sentences, s.scored_at
from touches t
join scores s on s.client_id = t.client_id and s.lead_id = t.lead_id
where t.client_id = $1 and t.id = $2
order by s.scored_at desc
limit 1;

-- last_feedback -- What the reviewer wanted of the draft that was sent back.
select a.reason
from approvals a
join touches t on t.client_id = a.client_id and t.id = a.touch_id
where a.client_id = $1 and a.touch_id = $2 and a.status = 'redraft' and a.draft_id = t.draft_id
order by a.decided_at desc
limit 1;
