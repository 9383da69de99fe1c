-- add_notes -- Keep what was learned, with its words for ranking; the order given is the order stored.
with fresh as materialized (
    select uuidv7() as id, f.n, f.kind, f.scope, f.campaign_id, f.channel, f.lead_id, f.reviewer_id, f.text, f.subject,
        f.source_kind, f.source_id, f.speaker, f.said_at, f.position, f.embedding::vector as embedding
    from unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
        $10::text[], $11::uuid[], $12::text[], $13::timestamptz[], $14::integer[], $15::text[]) with ordinality
        as f (kind, scope, campaign_id, channel, lead_id, reviewer_id, text, subject, source_kind, source_id, speaker,
            said_at, position, embedding, n)
), added as (
    insert into notes (id, origin_id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, subject,
        source_kind, source_id, speaker, said_at, position, embedding, embedding_model, created_by)
    select id, id, $1, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, subject, source_kind, source_id,
        speaker, said_at, position, embedding, $16, $17
    from fresh
    order by n
    returning id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
    version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at,
        search
), terms as (
    insert into note_terms (client_id, note_id, lexeme, count)
    select $1, a.id, t.lexeme, cardinality(t.positions)
    from added a, unnest(a.search) t
)
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by,
    n.created_at, n.superseded_at, n.struck_at
from added n
order by n.id;

-- add_version -- Put another text in a note's place: the version before is kept, superseded, and out of every ranking.
with before as (
    update notes set superseded_at = $3
    where client_id = $1 and id = $2 and struck_at is null and superseded_at is null
    returning id, origin_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, version
), unranked as (
    delete from note_terms where client_id = $1 and note_id in (select id from before)
), added as (
    insert into notes (client_id, origin_id, version, supersedes_id, kind, scope, campaign_id, channel, lead_id,
        reviewer_id, text, subject, source_kind, source_id, embedding, embedding_model, created_by, created_at)
    select $1, b.origin_id, (select max(version) + 1 from notes where client_id = $1 and origin_id = b.origin_id), b.id,
        b.kind, b.scope, b.campaign_id, b.channel, b.lead_id, b.reviewer_id, $4, $5, $6, $7, $8, $9, $10, $3
    from before b
    returning id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
    version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at,
        search
), terms as (
    insert into note_terms (client_id, note_id, lexeme, count)
    select $1, a.id, t.lexeme, cardinality(t.positions)
    from added a, unnest(a.search) t
)
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by,
    n.created_at, n.superseded_at, n.struck_at
from added n;

-- supersede_subject -- Take older notes about the same thing, in the same place, out of use.
with gone as (
    update notes set superseded_at = $8
    where client_id = $1 and subject = $2 and scope = $3 and campaign_id is not distinct from $4
      and channel is not distinct from $5 and lead_id is not distinct from $6 and reviewer_id is not distinct from $7
      and struck_at is null and superseded_at is null
    returning id
), unranked as (
    delete from note_terms where client_id = $1 and note_id in (select id from gone)
)
select id
from gone;

-- same_note -- A live note of the same scope that says the same.
select id
from notes
where client_id = $1 and lower(text) = lower($2) and scope = $3
  and campaign_id is not distinct from $4 and lead_id is not distinct from $5 and channel is not distinct from $6
  and reviewer_id is not distinct from $7 and struck_at is null and superseded_at is null
limit 1;

-- standing_notes -- Wishes that hold for a draft: the nearest scope first, then the newest.
select id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
    version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at
from notes
where client_id = $1 and struck_at is null and superseded_at is null and kind in ('preference', 'procedure')
  and (scope = 'client' or (scope = 'campaign' and campaign_id = $2) or (scope = 'lead' and lead_id = $3)
        or (scope = 'channel' and channel = $4) or (scope = 'reviewer' and reviewer_id = $5))
order by array_position(array['lead', 'reviewer', 'campaign', 'channel', 'client'], scope), created_at desc, id desc
limit $6;

-- listed_notes -- Newest first, what stands or what was struck; turns of conversations are not among them.
select id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
    version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at
from notes
where client_id = $1 and source_kind <> 'conversation' and superseded_at is null and (struck_at is not null) = $2
order by coalesce(struck_at, created_at) desc, id desc
limit $3 offset $4;

-- note_by_id -- One note, in whatever state.
select id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
    version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at
from notes
where client_id = $1 and id = $2;

-- versions_of -- Every version of what a note is one version of, oldest first.
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by,
    n.created_at, n.superseded_at, n.struck_at
from notes asked
join notes n on n.client_id = $1 and n.origin_id = asked.origin_id
where asked.client_id = $1 and asked.id = $2
order by n.version;

-- notes_by_ids -- Certain notes that still stand, in the order asked for.
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by,
    n.created_at, n.superseded_at, n.struck_at
from unnest($2::uuid[]) with ordinality as asked (id, place)
join notes n on n.client_id = $1 and n.id = asked.id
where n.struck_at is null and n.superseded_at is null
order by asked.place;

-- named_notes -- Certain notes, in whatever state, in the order asked for.
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by,
    n.created_at, n.superseded_at, n.struck_at
from unnest($2::uuid[]) with ordinality as asked (id, place)
join notes n on n.client_id = $1 and n.id = asked.id
order by asked.place;

-- strike_note -- Take a note out of use; it stays as history.
with struck as (
    update notes set struck_at = $3, struck_by = $4
    where client_id = $1 and id = $2 and struck_at is null and superseded_at is null
    returning id
), unranked as (
    delete from note_terms where client_id = $1 and note_id in (select id from struck)
)
select id
from struck;

-- restore_note -- Bring a struck note back into use.
with restored as (
    update notes set struck_at = null, struck_by = null
    where client_id = $1 and id = $2 and struck_at is not null and superseded_at is null
    returning id, search
), terms as (
    insert into note_terms (client_id, note_id, lexeme, count)
    select $1, r.id, t.lexeme, cardinality(t.positions)
    from restored r, unnest(r.search) t
)
select id
from restored;

-- forget_note -- Delete a note with all its versions; its words go with it.
delete from notes n using notes asked
where asked.client_id = $1 and asked.id = $2 and n.client_id = $1 and n.origin_id = asked.origin_id;

-- forget_lead -- Delete every note about a lead, or learned from a decision on a draft to them or from their reply.
delete from notes
where client_id = $1 and origin_id in (
    select origin_id
    from notes
    where client_id = $1 and (lead_id = $2
        or source_id in (select a.id from approvals a join touches t on t.client_id = $1 and t.id = a.touch_id
            where a.client_id = $1 and t.lead_id = $2)
        or source_id in (select id from replies where client_id = $1 and lead_id = $2)
        or source_id in (select id from touches where client_id = $1 and lead_id = $2)));

-- answers_to_step -- How people answered one step of a campaign on one channel, by what they wanted.
select r.intent, count(distinct r.lead_id) as leads
from touches t
join replies r on r.client_id = $1 and r.touch_id = t.id and r.intent is not null
where t.client_id = $1 and t.campaign_id = $2 and t.channel = $3 and t.step_n is not distinct from $4
group by r.intent;

-- embedded_otherwise -- Notes in use whose vector another model made.
select id, text
from notes
where client_id = $1 and embedding_model <> $2 and struck_at is null and superseded_at is null
order by id desc
limit $3;

-- set_embedding -- Give a note the vector of another model.
update notes set embedding = $3, embedding_model = $4
where client_id = $1 and id = $2;
