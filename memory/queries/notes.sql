-- add_note -- Keep something that was learned.
insert into notes (client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, embedding,
    embedding_model, source_kind, source_id, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
returning id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id,
    version, created_at, struck_at;

-- same_note -- A live note of the same scope that says the same.
select id
from notes
where client_id = $1 and lower(text) = lower($2) and scope = $3
  and campaign_id is not distinct from $4 and lead_id is not distinct from $5
  and struck_at is null and superseded_at is null
limit 1;

-- relevant_notes -- Live notes by meaning and by words, fused by reciprocal rank (k = 60).
with reachable as (
    select id, embedding, search
    from notes
    where client_id = $1 and struck_at is null and superseded_at is null and embedding_model = $7
      and (scope in ('client', 'channel', 'reviewer')
        or (scope = 'campaign' and campaign_id = $4) or (scope = 'lead' and lead_id = $5))
), by_meaning as (
    select id, row_number() over (order by embedding <=> $2) as place
    from reachable
    order by embedding <=> $2
    limit 40
), by_words as (
    select r.id, row_number() over (order by ts_rank(r.search, q.query) desc, r.id desc) as place
    from reachable r, (select coalesce(
        (select string_agg(quote_literal(lexeme), ' | ') from unnest(to_tsvector('english', $3))), '')::tsquery
        as query) q
    where r.search @@ q.query
    order by ts_rank(r.search, q.query) desc, r.id desc
    limit 40
), fused as (
    select coalesce(m.id, w.id) as id,
        coalesce(1.0 / (60 + m.place), 0) + coalesce(1.0 / (60 + w.place), 0) as score
    from by_meaning m
    full join by_words w on w.id = m.id
)
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.version, n.created_at, n.struck_at
from fused f
join notes n on n.client_id = $1 and n.id = f.id
order by f.score desc, n.id desc
limit $6;

-- live_notes -- What stands, newest first.
select id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id,
    version, created_at, struck_at
from notes
where client_id = $1 and struck_at is null and superseded_at is null
order by created_at desc, id desc
limit $2;

-- strike_note -- Take a note out of use; it stays as history.
update notes set struck_at = $3, struck_by = $4
where client_id = $1 and id = $2 and struck_at is null;


-- notes_by_ids -- Certain notes that still stand, in the order asked for.
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.version, n.created_at, n.struck_at
from unnest($2::uuid[]) with ordinality as asked (id, place)
join notes n on n.client_id = $1 and n.id = asked.id
where n.struck_at is null
order by asked.place;
