-- dossier -- A touch with all that hangs on it, deleted or not, in one round trip instead of a dozen.
select
    t.id as "touch.id", t.client_id as "touch.client_id", t.campaign_id as "touch.campaign_id",
    t.lead_id as "touch.lead_id", t.step_n as "touch.step_n", t.channel as "touch.channel",
    t.resource_id as "touch.resource_id", t.status as "touch.status", t.mode as "touch.mode",
    t.not_before as "touch.not_before", t.answers_reply_id as "touch.answers_reply_id",
    t.draft_id as "touch.draft_id", t.approved_fingerprint as "touch.approved_fingerprint",
    t.attempt_token as "touch.attempt_token", t.attempt_started_at as "touch.attempt_started_at",
    t.attempts as "touch.attempts", t.sent_at as "touch.sent_at", t.vendor as "touch.vendor",
    t.vendor_id as "touch.vendor_id", t.message_id as "touch.message_id",
    t.outcome_reason as "touch.outcome_reason", t.reply_token as "touch.reply_token",
    t.unsubscribe_token as "touch.unsubscribe_token", t.created_by as "touch.created_by",
    t.created_at as "touch.created_at",
    t.held_until,
    k.id as "client.id", k.agency_id as "client.agency_id", k.name as "client.name", k.tier as "client.tier",
    k.subscription as "client.subscription", k.founding as "client.founding",
    k.default_mode as "client.default_mode", k.time_zone as "client.time_zone", k.work_days as "client.work_days",
    k.work_start as "client.work_start", k.work_end as "client.work_end",
    k.credit_balance as "client.credit_balance", k.credits_reset_at as "client.credits_reset_at",
    k.ai_daily_limit_aud as "client.ai_daily_limit_aud", k.competitor_domains as "client.competitor_domains",
    k.deleted_at is null as client_lives,
    l.id as "lead.id", l.client_id as "lead.client_id", l.campaign_id as "lead.campaign_id",
    l.email as "lead.email", l.first_name as "lead.first_name", l.last_name as "lead.last_name",
    l.title as "lead.title", l.seniority as "lead.seniority", l.company as "lead.company",
    l.domain as "lead.domain", l.industry as "lead.industry", l.employees as "lead.employees",
    l.city as "lead.city", l.state as "lead.state", l.country as "lead.country", l.time_zone as "lead.time_zone",
    l.phone as "lead.phone", l.linkedin_url as "lead.linkedin_url", l.personal_email as "lead.personal_email",
    l.email_status as "lead.email_status", l.phone_status as "lead.phone_status",
    l.role_started_on as "lead.role_started_on", l.hiring as "lead.hiring", l.funded_on as "lead.funded_on",
    l.bounced_before as "lead.bounced_before", l.facts as "lead.facts", l.source as "lead.source",
    l.status as "lead.status", l.mode as "lead.mode", l.enrichment as "lead.enrichment",
    l.unenriched_reason as "lead.unenriched_reason", l.confidence as "lead.confidence", l.als as "lead.als",
    l.lead_tier as "lead.lead_tier", l.step_n as "lead.step_n", l.next_touch_at as "lead.next_touch_at",
    l.waits_until as "lead.waits_until", l.stopped_at as "lead.stopped_at", l.stop_reason as "lead.stop_reason",
    l.priority as "lead.priority", l.created_at as "lead.created_at", l.deleted_at as "lead.deleted_at",
    l.street as "lead.street", l.postcode as "lead.postcode", l.address_status as "lead.address_status",
    l.subscriber as "lead.subscriber", l.linkedin_connected_at as "lead.linkedin_connected_at",
    l.linkedin_conversation as "lead.linkedin_conversation",
    c.id as "campaign.id", c.client_id as "campaign.client_id", c.brand_id as "campaign.brand_id",
    c.name as "campaign.name", c.brief as "campaign.brief", c.status as "campaign.status",
    c.mode as "campaign.mode", c.email_percent as "campaign.email_percent",
    c.sms_percent as "campaign.sms_percent", c.linkedin_percent as "campaign.linkedin_percent",
    c.voice_percent as "campaign.voice_percent", c.mail_percent as "campaign.mail_percent",
    c.daily_limit as "campaign.daily_limit", c.target_industries as "campaign.target_industries",
    c.time_zone as "campaign.time_zone", c.work_days as "campaign.work_days",
    c.work_start as "campaign.work_start", c.work_end as "campaign.work_end", c.starts_on as "campaign.starts_on",
    c.ends_on as "campaign.ends_on", c.created_at as "campaign.created_at", c.deleted_at as "campaign.deleted_at",
    b.id as "brand.id", b.client_id as "brand.client_id", b.name as "brand.name",
    b.sender_name as "brand.sender_name", b.sender_title as "brand.sender_title", b.company as "brand.company",
    b.postal_address as "brand.postal_address", b.abn as "brand.abn", b.phone as "brand.phone",
    b.site as "brand.site", b.booking_url as "brand.booking_url", b.facts as "brand.facts", b.tone as "brand.tone",
    b.forbidden_words as "brand.forbidden_words",
    b.deleted_at is null as brand_lives,
    r.id as "resource.id", r.client_id as "resource.client_id", r.channel as "resource.channel",
    r.vendor as "resource.vendor", r.address as "resource.address", r.label as "resource.label",
    r.daily_limit as "resource.daily_limit", r.time_zone as "resource.time_zone",
    r.last_used_at as "resource.last_used_at", r.paused_at as "resource.paused_at",
    r.settings as "resource.settings", r.registered_sender as "resource.registered_sender",
    r.risk_accepted_at as "resource.risk_accepted_at",
    r.deleted_at is null as resource_lives,
    s.campaign_id as "step.campaign_id", s.n as "step.n", s.channel as "step.channel",
    s.delay_days as "step.delay_days", s.brief as "step.brief", s.skip_when as "step.skip_when",
    s.form as "step.form",
    d.id as "draft.id", d.client_id as "draft.client_id", d.touch_id as "draft.touch_id",
    d.version as "draft.version", d.author as "draft.author", d.model as "draft.model",
    d.recipient as "draft.recipient", d.subject as "draft.subject", d.body as "draft.body",
    d.footer as "draft.footer", d.facts as "draft.facts", d.note_ids as "draft.note_ids",
    d.findings as "draft.findings", d.feedback as "draft.feedback", d.created_at as "draft.created_at",
    d.variants as "draft.variants",
    d.form as "draft.form",
    a.id as "pending.id", a.client_id as "pending.client_id", a.touch_id as "pending.touch_id",
    a.draft_id as "pending.draft_id", a.fingerprint as "pending.fingerprint", a.status as "pending.status",
    a.expires_at as "pending.expires_at", a.decided_by as "pending.decided_by",
    a.decided_at as "pending.decided_at", a.reason as "pending.reason", a.snoozed_until as "pending.snoozed_until",
    a.edited as "pending.edited", a.resumed_at as "pending.resumed_at", a.created_at as "pending.created_at",
    exists (
        select 1 from approvals g
        where g.client_id = t.client_id and g.touch_id = t.id and g.status = 'approved'
          and g.fingerprint = t.approved_fingerprint
    ) as approved,
    exists (
        select 1 from autopilots o
        where o.client_id = t.client_id and o.channel = t.channel and o.lead_tier = l.lead_tier and o.is_on
    ) as autopilot_on,
    (
        select f.reason from approvals f
        where f.client_id = t.client_id and f.touch_id = t.id and f.status = 'redraft' and f.draft_id = t.draft_id
        order by f.decided_at desc
        limit 1
    ) as feedback
from touches t
join clients k on k.id = t.client_id
join leads l on l.client_id = t.client_id and l.id = t.lead_id
join campaigns c on c.client_id = t.client_id and c.id = t.campaign_id
join brands b on b.client_id = c.client_id and b.id = c.brand_id
join resources r on r.client_id = t.client_id and r.id = t.resource_id
left join sequence_steps s on s.client_id = t.client_id and s.campaign_id = t.campaign_id and s.n = t.step_n
left join drafts d on d.client_id = t.client_id and d.id = t.draft_id
left join approvals a on a.client_id = t.client_id and a.touch_id = t.id and a.status = 'pending'
where t.client_id = $1 and t.id = $2;
