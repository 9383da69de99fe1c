-- The whole schema of the business. Roles: agency_app serves one client at a time under
-- row-level security; agency_system reaches the few tables that must be seen across clients;
-- agency_engine owns the work engine's and the chat history's own schemas and sees nothing here.

create extension if not exists vector;

-- Platform -------------------------------------------------------------------------------

create table agencies (
    id uuid primary key default uuidv7(),
    name text not null,
    suppress_across_clients boolean not null default true,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table clients (
    id uuid primary key default uuidv7(),
    agency_id uuid not null references agencies (id),
    name text not null,
    tier text not null default 'ignition' check (tier in ('ignition', 'velocity', 'dominance')),
    subscription text not null default 'trialing'
        check (subscription in ('trialing', 'active', 'past_due', 'cancelled', 'paused')),
    founding boolean not null default false,
    default_mode text not null default 'co_pilot' check (default_mode in ('autopilot', 'co_pilot', 'manual')),
    time_zone text not null default 'Australia/Sydney',
    work_days smallint[] not null default '{1,2,3,4,5}'
        check (work_days <@ '{1,2,3,4,5,6,7}'::smallint[] and cardinality(work_days) > 0),
    work_start time not null default '09:00',
    work_end time not null default '17:00' check (work_end > work_start),
    credit_balance integer not null default 0 check (credit_balance >= 0),
    credits_reset_at timestamptz not null,
    ai_daily_limit_aud numeric(12, 4) check (ai_daily_limit_aud >= 0),
    stripe_customer_id text unique,
    stripe_subscription_id text unique,
    period_ends_at timestamptz,
    stripe_synced_at timestamptz,
    competitor_domains text[] not null default '{}',
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table users (
    id uuid primary key default uuidv7(),
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    time_zone text not null default 'Australia/Sydney',
    platform_admin boolean not null default false,
    token_generation integer not null default 0,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table memberships (
    client_id uuid not null references clients (id),
    user_id uuid not null references users (id),
    role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
    created_at timestamptz not null default now(),
    primary key (client_id, user_id)
);
create index on memberships (user_id);

create table platform_settings (
    key text primary key,
    value jsonb not null,
    updated_at timestamptz not null default now()
);

create table platform_suppressions (
    id uuid primary key default uuidv7(),
    kind text not null check (kind in ('email', 'domain', 'phone', 'profile')),
    value text,
    value_hash bytea not null,
    reason text not null,
    source text not null,
    agency_id uuid references agencies (id),
    created_at timestamptz not null default now(),
    unique nulls not distinct (agency_id, kind, value_hash)
);

-- What arrived, byte for byte, before anybody knows whose it is.
create table inbound_events (
    id uuid primary key default uuidv7(),
    vendor text not null,
    kind text not null,
    vendor_key text not null,
    headers jsonb not null,
    body bytea not null,
    found_by text not null default 'webhook' check (found_by in ('webhook', 'poll')),
    status text not null default 'stored'
        check (status in ('stored', 'handled', 'ignored', 'unmatched', 'failed')),
    detail text,
    client_id uuid references clients (id),
    received_at timestamptz not null default now(),
    -- What it is about is not known yet: it is looked at again then.
    retry_at timestamptz,
    handled_at timestamptz,
    unique (vendor, kind, vendor_key)
);
create index on inbound_events (received_at) where status in ('stored', 'failed');

-- Where an unguessable key or a vendor's own id leads: ids only.
create table routes (
    kind text not null check (kind in ('reply', 'unsubscribe', 'message_id', 'vendor_id', 'conversation')),
    key text not null,
    client_id uuid not null references clients (id),
    touch_id uuid not null,
    created_at timestamptz not null default now(),
    -- Two clients may write to the same person from one number: each has its own conversation.
    primary key (kind, key, client_id)
);
create index on routes (client_id, touch_id);

-- Where a vendor's name for a question about a lead leads: ids only.
create table lead_routes (
    vendor text not null,
    key text not null,
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    created_at timestamptz not null default now(),
    -- One run reads many leads, and one person may be the lead of several clients.
    primary key (vendor, key, client_id, lead_id)
);
create index on lead_routes (client_id, lead_id);

create table audit_log (
    id uuid primary key default uuidv7(),
    client_id uuid references clients (id),
    actor_user_id uuid references users (id),
    actor text not null,
    action text not null,
    subject_kind text not null,
    subject_id uuid,
    detail jsonb not null default '{}',
    created_at timestamptz not null default now()
);
create index on audit_log (client_id, created_at);
create index audit_pace on audit_log (client_id) where action in ('credits_fast', 'credits_slow');

-- Clients --------------------------------------------------------------------------------

create table brands (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    name text not null,
    sender_name text not null,
    sender_title text,
    company text not null,
    postal_address text not null,
    abn text,
    phone text,
    site text,
    booking_url text,
    facts text[] not null default '{}',
    tone text not null default 'plain, warm, brief',
    forbidden_words text[] not null default '{}',
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id)
);
create unique index on brands (client_id) where is_default and deleted_at is null;

create table connections (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    vendor text not null,
    secret_ciphertext bytea not null,
    key_version integer not null default 1,
    label text,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id)
);
create unique index on connections (client_id, vendor) where deleted_at is null;

create table campaigns (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    brand_id uuid not null,
    name text not null,
    brief text not null,
    status text not null default 'draft' check (status in ('draft', 'active', 'paused', 'completed')),
    mode text check (mode in ('autopilot', 'co_pilot', 'manual')),
    email_percent smallint not null default 100 check (email_percent between 0 and 100),
    sms_percent smallint not null default 0 check (sms_percent between 0 and 100),
    linkedin_percent smallint not null default 0 check (linkedin_percent between 0 and 100),
    voice_percent smallint not null default 0 check (voice_percent between 0 and 100),
    mail_percent smallint not null default 0 check (mail_percent between 0 and 100),
    daily_limit smallint not null default 50 check (daily_limit between 1 and 500),
    target_industries text[] not null default '{}',
    time_zone text not null default 'Australia/Sydney',
    work_days smallint[] not null default '{1,2,3,4,5}'
        check (work_days <@ '{1,2,3,4,5,6,7}'::smallint[] and cardinality(work_days) > 0),
    work_start time not null default '09:00',
    work_end time not null default '17:00' check (work_end > work_start),
    starts_on date,
    ends_on date check (ends_on is null or starts_on is null or ends_on >= starts_on),
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id),
    foreign key (client_id, brand_id) references brands (client_id, id),
    constraint percentages_sum_to_100
        check (email_percent + sms_percent + linkedin_percent + voice_percent + mail_percent = 100)
);

create table sequence_steps (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    campaign_id uuid not null,
    n smallint not null check (n between 1 and 20),
    channel text check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    form text check (form in ('inmail', 'letter', 'postcard')),
    delay_days smallint not null default 0 check (delay_days between 0 and 365),
    brief text not null default '',
    skip_when text[] not null default '{}',
    primary key (client_id, id),
    unique (client_id, campaign_id, n),
    foreign key (client_id, campaign_id) references campaigns (client_id, id)
);

create table resources (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    channel text not null check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    vendor text not null,
    address text not null,
    label text not null,
    daily_limit smallint not null check (daily_limit between 1 and 1000),
    time_zone text not null default 'Australia/Sydney',
    -- The vendor's own ids: HeyReach's account and campaigns, Synthflow's model and number.
    settings jsonb not null default '{}',
    -- An alphanumeric SMS sender stands in the national register (SMS Sender ID Register Standard 2025).
    registered_sender boolean not null default false,
    -- The owner of a LinkedIn seat has accepted in writing what automation risks.
    risk_accepted_at timestamptz,
    last_used_at timestamptz,
    paused_at timestamptz,
    pause_reason text,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id)
);
create unique index on resources (client_id, channel, address) where deleted_at is null;

-- Leads ----------------------------------------------------------------------------------

create table imports (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    campaign_id uuid,
    filename text not null,
    digest bytea not null,
    content bytea,
    encoding text not null,
    columns text[] not null,
    mapping jsonb not null,
    status text not null default 'previewed' check (status in ('previewed', 'imported', 'discarded')),
    row_count integer not null check (row_count >= 0),
    imported_count integer not null default 0,
    quarantined_count integer not null default 0,
    -- Where the importer says that the list comes from, and whose word that is.
    list_source text check (list_source in ('published', 'customers', 'opted_in', 'unknown')),
    source_note text not null default '',
    attested_by text,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    imported_at timestamptz,
    primary key (client_id, id),
    foreign key (client_id, campaign_id) references campaigns (client_id, id)
);

create table leads (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    campaign_id uuid,
    import_id uuid,
    email text not null check (email = lower(email)),
    first_name text,
    last_name text,
    title text,
    seniority text,
    company text,
    domain text,
    industry text,
    employees integer check (employees >= 0),
    city text,
    state text,
    country text,
    time_zone text,
    phone text,
    linkedin_url text,
    linkedin_connected_at timestamptz,
    -- LinkedIn takes no second invitation for three weeks after one was withdrawn.
    linkedin_withdrawn_at timestamptz,
    linkedin_conversation text,
    personal_email text,
    street text,
    postcode text,
    address_status text not null default 'unknown'
        check (address_status in ('unknown', 'deliverable', 'undeliverable')),
    subscriber text check (subscriber in ('corporate', 'individual')),
    email_status text not null default 'unknown' check (email_status in ('verified', 'unverified', 'unknown', 'invalid')),
    phone_status text not null default 'unknown' check (phone_status in ('verified', 'unverified', 'unknown', 'invalid')),
    role_started_on date,
    hiring boolean,
    funded_on date,
    bounced_before boolean not null default false,
    facts text[] not null default '{}',
    source text not null default 'csv',
    status text not null default 'new' check (status in
        ('new', 'enriched', 'scored', 'in_sequence', 'converted', 'unsubscribed', 'bounced')),
    mode text check (mode in ('autopilot', 'co_pilot', 'manual')),
    enrichment text not null default 'none' check (enrichment in ('none', 'pending', 'enriched', 'unenriched')),
    unenriched_reason text,
    confidence real check (confidence between 0 and 1),
    als smallint check (als between 0 and 100),
    lead_tier text check (lead_tier in ('hot', 'warm', 'cool', 'cold', 'dead')),
    step_n smallint not null default 0,
    next_touch_at timestamptz,
    waits_until timestamptz,
    stopped_at timestamptz,
    stop_reason text,
    priority smallint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id),
    foreign key (client_id, campaign_id) references campaigns (client_id, id),
    foreign key (client_id, import_id) references imports (client_id, id)
) with (fillfactor = 75);
-- No index holds what changes along a lead's way (status, als): with the room left in each page an update
-- stays there and touches no index.
create unique index leads_email on leads (client_id, email) where deleted_at is null;
create index leads_queue on leads (client_id, campaign_id) where deleted_at is null;
create index leads_due on leads (client_id, campaign_id, next_touch_at) where deleted_at is null and stopped_at is null;
create index leads_unassigned on leads (client_id, created_at) where campaign_id is null and deleted_at is null;

-- Rows of a CSV that did not become leads; `line` counts from 1, the header being line 1.
create table quarantined_rows (
    client_id uuid not null references clients (id),
    import_id uuid not null,
    line integer not null,
    reason text not null check (reason in ('duplicate_in_file', 'already_a_lead', 'malformed_email',
        'missing_email', 'suppressed', 'too_many_columns', 'field_too_long')),
    sentence text not null,
    cells jsonb not null,
    primary key (client_id, import_id, line),
    foreign key (client_id, import_id) references imports (client_id, id)
);

-- A batch of leads to enrich: what it may spend on the last step of the waterfall is counted here.
create table enrichment_batches (
    id uuid not null,
    client_id uuid not null references clients (id),
    wanted integer not null default 0,
    clay_asked integer not null default 0,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    check (clay_asked between 0 and wanted)
);

-- What a vendor was asked about a lead, written before the call, and what it answered.
create table enrichment_requests (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    batch_id uuid not null,
    vendor text not null,
    kind text not null default 'person' check (kind in ('person', 'phone')),
    -- The vendor's own name for the question: a run, a request, a row. Null until it is known to have been taken.
    vendor_key text,
    status text not null default 'asked' check (status in ('asked', 'answered', 'failed', 'expired')),
    attempts smallint not null default 1,
    -- {"person": …} for somebody found, null for nobody; `reason` says why there is nothing.
    answer jsonb,
    reason text,
    cost_aud numeric(12, 4) not null default 0,
    asked_at timestamptz not null default now(),
    answered_at timestamptz,
    primary key (client_id, id),
    unique (client_id, batch_id, lead_id, vendor, kind),
    foreign key (client_id, batch_id) references enrichment_batches (client_id, id),
    foreign key (client_id, lead_id) references leads (client_id, id)
);
create index on enrichment_requests (client_id, lead_id, asked_at);
create index on enrichment_requests (client_id, asked_at) where status = 'asked';
create index on enrichment_requests (client_id, answered_at) where status = 'answered';

-- Why a person may be written to or called, with its evidence (Spam Act 2003 Sch 2, DNCR Act 2006 Sch 2, TCPA).
create table consents (
    id uuid not null default uuidv7(),
    -- The lead's key names the client: a second check of it would cost a list of 50,000 half a second.
    client_id uuid not null,
    lead_id uuid not null,
    kind text not null check (kind in ('express', 'express_written', 'inferred_relationship',
        'inferred_conspicuous_publication', 'soft_opt_in')),
    channel text check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    source text not null,
    evidence text not null,
    facts text[] not null default '{}',
    captured_at timestamptz not null,
    valid_until timestamptz,
    withdrawn_at timestamptz,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    foreign key (client_id, lead_id) references leads (client_id, id)
);
create index on consents (client_id, lead_id);

-- What a do-not-call register said of a number. A batch is written before the register is asked: its id is
-- the register's ClientReferenceId.
create table wash_batches (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    register text not null check (register in ('AU-DNCR', 'US-DNC', 'UK-TPS', 'UK-CTPS')),
    numbers text[] not null,
    status text not null default 'asked' check (status in ('asked', 'answered', 'failed')),
    asked_at timestamptz not null default now(),
    answered_at timestamptz,
    detail text,
    primary key (client_id, id)
);
create table phone_washes (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    register text not null check (register in ('AU-DNCR', 'US-DNC', 'UK-TPS', 'UK-CTPS')),
    phone text not null,
    result text not null check (result in ('listed', 'clear', 'invalid')),
    source text not null check (source in ('soap', 'csv')),
    batch_id uuid,
    washed_at timestamptz not null,
    primary key (client_id, id)
);
create index on phone_washes (client_id, phone, register, washed_at desc);

create table enrichments (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    batch_id uuid not null,
    outcome text not null check (outcome in ('cache', 'enriched', 'unenriched', 'pending')),
    vendors text[] not null default '{}',
    confidence real not null default 0,
    credits smallint not null default 0,
    cost_aud numeric(12, 4) not null default 0,
    reason text,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    unique (client_id, batch_id, lead_id),
    foreign key (client_id, lead_id) references leads (client_id, id)
);

create table lead_provenance (
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    field text not null,
    vendor text not null,
    value text not null,
    chosen boolean not null,
    fetched_at timestamptz not null,
    primary key (client_id, lead_id, field, vendor),
    foreign key (client_id, lead_id) references leads (client_id, id)
);

create table scores (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    version text not null,
    als smallint not null check (als between 0 and 100),
    lead_tier text not null check (lead_tier in ('hot', 'warm', 'cool', 'cold', 'dead')),
    data_quality smallint not null check (data_quality between 0 and 20),
    authority smallint not null check (authority between 0 and 25),
    company_fit smallint not null check (company_fit between 0 and 25),
    timing smallint not null check (timing between 0 and 15),
    risk smallint not null check (risk between 0 and 15),
    sentences text[] not null check (cardinality(sentences) = 5),
    scored_at timestamptz not null default now(),
    primary key (client_id, lead_id, id),
    foreign key (client_id, lead_id) references leads (client_id, id)
);

-- Outreach -------------------------------------------------------------------------------

create table touches (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    campaign_id uuid not null,
    lead_id uuid not null,
    step_n smallint,
    channel text not null check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    resource_id uuid not null,
    status text not null default 'planned' check (status in ('planned', 'proposed', 'approved', 'sending',
        'sent', 'not_sent', 'unknown', 'parked', 'rejected', 'expired', 'cancelled')),
    mode text not null check (mode in ('autopilot', 'co_pilot', 'manual')),
    not_before timestamptz not null default now(),
    -- Later than not_before when hours, a limit or a snooze put it off: not_before stays as approved.
    held_until timestamptz,
    answers_reply_id uuid,
    draft_id uuid,
    approved_fingerprint bytea,
    attempt_token uuid,
    attempt_started_at timestamptz,
    attempts smallint not null default 0,
    sent_at timestamptz,
    vendor text,
    vendor_id text,
    -- The vendor's last word on what became of it, in the vendor's own spelling.
    vendor_status text,
    -- How final that word is: a lower one that comes later changes nothing.
    vendor_rank smallint not null default -1,
    -- When the vendor was asked to take it out of its queue: the lead opted out behind the send.
    withdrawn_at timestamptz,
    message_id text,
    outcome_reason text,
    vendor_cost_aud numeric(12, 4) not null default 0,
    reply_token text not null,
    unsubscribe_token text not null,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (client_id, id),
    foreign key (client_id, campaign_id) references campaigns (client_id, id),
    foreign key (client_id, lead_id) references leads (client_id, id),
    foreign key (client_id, resource_id) references resources (client_id, id)
);
create unique index touches_one_per_step on touches (client_id, lead_id, step_n)
    where step_n is not null and status not in ('rejected', 'expired', 'cancelled', 'not_sent');
create unique index touches_one_per_reply on touches (client_id, answers_reply_id)
    where answers_reply_id is not null and status not in ('rejected', 'expired', 'cancelled', 'not_sent');
create index touches_open on touches (client_id, status, not_before)
    where status in ('planned', 'proposed', 'approved', 'sending', 'unknown');
create index on touches (client_id, lead_id, created_at);
create index touches_queued on touches (client_id, sent_at)
    where status = 'sent' and channel in ('linkedin', 'mail') and withdrawn_at is null;
create index touches_calls on touches (client_id, sent_at) where channel = 'voice' and status = 'sent';
create index on touches (client_id, attempt_started_at) where attempt_started_at is not null;
create index on touches (client_id, resource_id, attempt_started_at) where attempt_started_at is not null;
create index on touches (client_id, campaign_id, attempt_started_at) where attempt_started_at is not null;

create table drafts (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    touch_id uuid not null,
    version smallint not null,
    author text not null check (author in ('claude', 'offline', 'human')),
    model text,
    form text not null default 'email' check (form in ('email', 'sms', 'connection_request', 'linkedin_message',
        'inmail', 'voice_script', 'letter', 'postcard')),
    recipient text not null,
    subject text not null default '',
    body text not null,
    footer text not null default '',
    facts jsonb not null default '[]',
    note_ids uuid[] not null default '{}',
    findings jsonb not null default '[]',
    feedback text,
    created_by uuid references users (id),
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    unique (client_id, touch_id, version),
    foreign key (client_id, touch_id) references touches (client_id, id)
);

create table approvals (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    touch_id uuid not null,
    draft_id uuid not null,
    fingerprint bytea not null,
    status text not null default 'pending' check (status in
        ('pending', 'approved', 'rejected', 'redraft', 'snoozed', 'expired', 'withdrawn')),
    expires_at timestamptz not null,
    decided_by uuid references users (id),
    decided_at timestamptz,
    reason text,
    snoozed_until timestamptz,
    edited boolean not null default false,
    resumed_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    foreign key (client_id, touch_id) references touches (client_id, id),
    foreign key (client_id, draft_id) references drafts (client_id, id)
);
create unique index approvals_one_open on approvals (client_id, touch_id) where status = 'pending';
create index approvals_inbox on approvals (client_id, created_at) where status = 'pending';
create index approvals_to_resume on approvals (client_id, decided_at) where status <> 'pending' and resumed_at is null;

create table activities (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    touch_id uuid,
    campaign_id uuid,
    kind text not null,
    channel text check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    rule text,
    sentence text not null,
    dedupe_key text,
    at timestamptz not null default now(),
    primary key (client_id, id),
    foreign key (client_id, lead_id) references leads (client_id, id),
    foreign key (client_id, touch_id) references touches (client_id, id)
);
create unique index on activities (client_id, dedupe_key) where dedupe_key is not null;
create index on activities (client_id, lead_id, at);
create index on activities (client_id, campaign_id, kind, at);
create index activities_complaints on activities (client_id, at) where kind = 'complained';

create table replies (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    lead_id uuid not null,
    touch_id uuid,
    event_id uuid not null references inbound_events (id),
    channel text not null check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    from_address text not null,
    subject text not null default '',
    text text not null,
    -- Of a call: what both sides said; the text is the other side's alone.
    transcript text not null default '',
    message_id text,
    reference_ids text[] not null default '{}',
    received_at timestamptz not null,
    intent text check (intent in ('meeting_request', 'interested', 'question', 'not_interested',
        'unsubscribe', 'out_of_office', 'auto_reply')),
    confidence real check (confidence between 0 and 1),
    abstained boolean not null default false,
    decided_by text check (decided_by in ('rule', 'offline', 'claude', 'human')),
    reading jsonb not null default '{}',
    read_at timestamptz,
    acted_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    unique (client_id, event_id),
    foreign key (client_id, lead_id) references leads (client_id, id),
    foreign key (client_id, touch_id) references touches (client_id, id)
);
create index on replies (client_id, lead_id, received_at);
-- A text, a LinkedIn message or a call may be told of several times, each a stored event of its own.
create unique index replies_one_per_message on replies (client_id, channel, message_id)
    where channel <> 'email' and message_id is not null;
alter table touches add foreign key (client_id, answers_reply_id) references replies (client_id, id);

create table suppressions (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    kind text not null check (kind in ('email', 'domain', 'phone', 'profile')),
    value text,
    value_hash bytea not null,
    reason text not null,
    source text not null,
    lead_id uuid,
    created_at timestamptz not null default now(),
    erased_at timestamptz,
    primary key (client_id, id),
    unique (client_id, kind, value_hash)
);

-- What the CMO proposed and a person confirms: code carries it out, once.
create table proposals (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    kind text not null check (kind in ('create_campaign', 'change_campaign', 'draft_outreach', 'answer_replies')),
    content jsonb not null,
    status text not null default 'open' check (status in ('open', 'confirmed', 'declined', 'expired')),
    campaign_id uuid,
    asked_by uuid references users (id),
    decided_by uuid references users (id),
    decided_at timestamptz,
    started_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    foreign key (client_id, campaign_id) references campaigns (client_id, id)
);

create index proposals_to_start on proposals (client_id, decided_at) where status = 'confirmed' and started_at is null;

create table chat_turns (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    thread_id text not null,
    user_id uuid not null references users (id),
    speaker text not null check (speaker in ('user', 'cmo')),
    text text not null,
    author text check (author in ('claude', 'offline')),
    created_at timestamptz not null default now(),
    primary key (client_id, id)
);
create index on chat_turns (client_id, thread_id, id);

-- Memory ---------------------------------------------------------------------------------

create table notes (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    kind text not null check (kind in ('fact', 'preference', 'procedure', 'outcome', 'exemplar')),
    scope text not null check (scope in ('client', 'campaign', 'channel', 'reviewer', 'lead')),
    campaign_id uuid,
    channel text check (channel in ('email', 'sms', 'linkedin', 'voice', 'mail')),
    lead_id uuid,
    reviewer_id uuid,
    text text not null,
    embedding vector(512) not null,
    embedding_model text not null,
    search tsvector generated always as (to_tsvector('english', text)) stored,
    source_kind text not null check (source_kind in ('edit', 'rejection', 'feedback', 'reply', 'chat', 'outcome')),
    source_id uuid,
    version smallint not null default 1,
    supersedes_id uuid,
    superseded_at timestamptz,
    struck_at timestamptz,
    struck_by uuid,
    created_by uuid,
    created_at timestamptz not null default now(),
    primary key (client_id, id)
) partition by hash (client_id);
do $$
begin
    for i in 0..31 loop
        execute format('create table notes_%s partition of notes for values with (modulus 32, remainder %s)', i, i);
        execute format('alter table notes_%s alter column embedding set storage plain', i);
        execute format('create index on notes_%s using hnsw (embedding vector_cosine_ops)', i);
    end loop;
end $$;
create index on notes using gin (search);
create index on notes (client_id, created_at);

-- Money ----------------------------------------------------------------------------------

create table credit_ledger (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    delta integer not null,
    balance_after integer not null check (balance_after >= 0),
    reason text not null check (reason in ('opening', 'reset', 'enrichment', 'refund', 'upgrade', 'downgrade', 'adjustment')),
    dedupe_key text not null,
    lead_id uuid,
    created_at timestamptz not null default now(),
    primary key (client_id, id),
    unique (client_id, dedupe_key)
);

create table ai_usage (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    agent text not null,
    model text not null,
    status text not null default 'reserved' check (status in ('reserved', 'settled', 'released')),
    reserved_aud numeric(12, 6) not null check (reserved_aud >= 0),
    cost_aud numeric(12, 6) check (cost_aud >= 0),
    input_tokens integer,
    cache_read_tokens integer,
    cache_write_tokens integer,
    output_tokens integer,
    created_at timestamptz not null default now(),
    settled_at timestamptz,
    primary key (client_id, id)
);
create index on ai_usage (client_id, created_at);
create index on ai_usage (created_at);

-- Events to clients ----------------------------------------------------------------------

create table webhook_endpoints (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    url text not null check (url like 'https://%'),
    secret_ciphertext bytea not null,
    events text[] not null,
    failures_in_a_row smallint not null default 0,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (client_id, id)
);

create table webhook_deliveries (
    id uuid not null default uuidv7(),
    client_id uuid not null references clients (id),
    endpoint_id uuid not null,
    event_id uuid not null,
    event text not null,
    body jsonb not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    attempts smallint not null default 0,
    last_status smallint,
    last_error text,
    next_attempt_at timestamptz,
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    primary key (client_id, id),
    unique (client_id, endpoint_id, event_id),
    foreign key (client_id, endpoint_id) references webhook_endpoints (client_id, id)
);

-- Who may do what ------------------------------------------------------------------------

do $$
declare
    t text;
    tenant_tables text[] := array['brands', 'connections', 'campaigns', 'sequence_steps', 'resources', 'imports',
        'leads', 'quarantined_rows', 'enrichment_batches', 'enrichment_requests', 'consents', 'wash_batches', 'phone_washes',
        'enrichments', 'lead_provenance', 'scores', 'touches', 'drafts', 'approvals',
        'activities', 'replies', 'suppressions', 'proposals', 'chat_turns', 'notes', 'credit_ledger', 'ai_usage',
        'webhook_endpoints', 'webhook_deliveries', 'routes', 'lead_routes', 'memberships'];
    append_only text[] := array['activities', 'scores', 'credit_ledger', 'quarantined_rows', 'phone_washes'];
begin
    foreach t in array tenant_tables loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy client_only on %I to agency_app '
            'using (client_id = nullif(current_setting(''app.client_id'', true), '''')::uuid) '
            'with check (client_id = nullif(current_setting(''app.client_id'', true), '''')::uuid)', t);
        execute format('grant select, insert on %I to agency_app', t);
        if t <> all (append_only) then
            execute format('grant update on %I to agency_app', t);
        end if;
    end loop;
    for t in select c.relname from pg_class c join pg_inherits i on i.inhrelid = c.oid
             join pg_class p on p.oid = i.inhparent where p.relname = 'notes' and c.relkind = 'r' loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy client_only on %I to agency_app '
            'using (client_id = nullif(current_setting(''app.client_id'', true), '''')::uuid) '
            'with check (client_id = nullif(current_setting(''app.client_id'', true), '''')::uuid)', t);
    end loop;

    alter table clients enable row level security;
    alter table clients force row level security;
    create policy client_only on clients to agency_app
        using (id = nullif(current_setting('app.client_id', true), '')::uuid)
        with check (id = nullif(current_setting('app.client_id', true), '')::uuid);
    grant select, update on clients to agency_app;

    alter table audit_log enable row level security;
    alter table audit_log force row level security;
    create policy client_only on audit_log to agency_app
        using (client_id = nullif(current_setting('app.client_id', true), '')::uuid)
        with check (client_id = nullif(current_setting('app.client_id', true), '')::uuid);
    grant select, insert on audit_log to agency_app;

    -- Across clients: sign-in, routing, stored events and the lists that flows walk through.
    foreach t in array array['clients', 'memberships', 'routes', 'lead_routes', 'audit_log', 'credit_ledger', 'brands', 'resources'] loop
        execute format('create policy across_clients on %I to agency_system using (true) with check (true)', t);
    end loop;
    create policy across_clients on ai_usage for select to agency_system using (true);

    foreach t in array array['agencies', 'users', 'platform_settings', 'platform_suppressions', 'inbound_events'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy across_clients on %I to agency_system using (true) with check (true)', t);
    end loop;
end $$;

grant select, insert, update on agencies, clients, users, platform_settings, inbound_events to agency_system;
grant select, insert, update, delete on memberships, platform_suppressions to agency_system;
grant select, insert on routes, lead_routes, audit_log, credit_ledger, brands, resources to agency_system;
grant select on ai_usage to agency_system;

-- Every client may ask whether the platform, or its own agency, suppresses a hash, and no more.
create policy hashes_only on platform_suppressions for select to agency_app using (
    agency_id is null
    or agency_id = (select agency_id from clients where id = nullif(current_setting('app.client_id', true), '')::uuid)
);
grant select (agency_id, kind, value_hash) on platform_suppressions to agency_app;
-- Names of colleagues are shown beside their decisions.
create policy colleagues on users for select to agency_app using (
    id in (select user_id from memberships where client_id = nullif(current_setting('app.client_id', true), '')::uuid)
);
grant select (id, name, time_zone) on users to agency_app;
-- Rows that are replaced or taken away as a whole, not kept as history.
grant delete on sequence_steps, lead_provenance, memberships to agency_app;
