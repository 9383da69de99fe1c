-- recalled -- Notes that stand, by their words (BM25 over this client's notes) and by meaning, fused by reciprocal rank.
with speakers as (
    select distinct lower(split_part(speaker, ' ', 1)) as name
    from notes
    where client_id = $1 and speaker is not null and lower(split_part(speaker, ' ', 1)) = any($5::text[])
), wanted as (
    select t.lexeme, w.place, max(w.weight) as weight
    from unnest($2::text[], $3::smallint[], $4::real[]) as w (word, place, weight),
        unnest(to_tsvector('english', w.word)) t
    where not exists (select from speakers s where s.name = w.word)
    group by t.lexeme, w.place
), hits as (
    select t.note_id, t.lexeme, t.count
    from (select distinct lexeme from wanted) w
    cross join lateral (
        select note_id, lexeme, count from note_terms where client_id = $1 and lexeme = w.lexeme limit 20000
    ) t
), total as (
    select greatest(count(*), 1) as notes
    from (select 1 from notes where client_id = $1 and struck_at is null and superseded_at is null limit 20000) n
), rarity as (
    select lexeme, ln(1 + ((select notes from total) - count(*) + 0.5) / (count(*) + 0.5)) as idf
    from hits
    group by lexeme
), by_place as (
    select h.note_id, max(w.weight * greatest(r.idf, 0.01) * h.count * 2.2 / (h.count + 1.2)) as points
    from hits h
    join rarity r on r.lexeme = h.lexeme
    join wanted w on w.lexeme = h.lexeme
    group by h.note_id, w.place
), summed as (
    select note_id, sum(points) as points
    from by_place
    group by note_id
    order by points desc, note_id desc
    limit 400
), matched as materialized (
    -- The places are reckoned here: row-level security lets no arithmetic into the search of an index.
    select n.id, n.source_id, n.position, n.position - 4 as first, n.position + 4 as last, n.asks,
        s.points * case when $6 and n.dated then 1.5 else 1 end as points
    from summed s
    cross join lateral (
        select id, source_id, position, asks, dated from notes where client_id = $1 and id = s.note_id limit 1
    ) n
), shared as materialized (
    select id, sum(points) as points
    from (
        select id, points from matched
        union all
        -- What stands beside a match in the same conversation is about the same thing, an answer most of all.
        select b.id, m.points * case b.position - m.position
            when 1 then case when m.asks then 0.8 else 0.4 end when -1 then 0.3 when 2 then 0.2 when -2 then 0.2 else 0.1 end
        from matched m
        cross join lateral (
            select id, position
            from notes
            where client_id = $1 and source_id = m.source_id and position >= m.first and position <= m.last
            limit 9
        ) b
        where m.position is not null and b.id <> m.id
    ) shares
    group by id
), within as materialized (
    select n.id, n.created_at, n.length, n.speaker, n.asks, n.dated, n.said_at, n.text,
        -- The best of a sitting lifts all of it: the answer may bear none of the question's words.
        s.points + 0.15 * case when n.position is null then 0
            else max(s.points) over (partition by n.source_id, (n.said_at at time zone 'UTC')::date) end as points
    from shared s
    cross join lateral (
        select id, source_id, position, text, length, asks, dated, speaker, said_at, created_at, scope, source_kind, campaign_id,
            lead_id, channel, reviewer_id, struck_at, superseded_at
        from notes
        where client_id = $1 and id = s.id
        limit 1
    ) n
    where n.struck_at is null and n.superseded_at is null
      and ($9 or (n.scope = 'client' and n.source_kind <> 'conversation') or (n.scope = 'campaign' and n.campaign_id = $10)
        or (n.scope = 'lead' and n.lead_id = $11) or (n.scope = 'channel' and n.channel = $12)
        or (n.scope = 'reviewer' and n.reviewer_id = $13))
), by_words as materialized (
    select n.id, row_number() over (order by n.points
        * power(greatest(n.length, 1)::double precision, 0.3)
        * case when lower(split_part(n.speaker, ' ', 1)) in (select name from speakers) then 2.5 else 1 end
        * case when n.said_at >= $7 and n.said_at < $8 then 1.3 else 1 end
        * case when n.asks then 0.6 else 1 end
        * case when $6 and n.dated then 1.3 else 1 end
        * case when $19 <> '' and n.text ~ $19 then 1.3 else 1 end desc, n.created_at desc, n.id desc) as place
    from within n
    order by place
    limit 100
), by_meaning as (
    select id, row_number() over (order by distance) as place
    from (
        select id, embedding <=> $14 as distance
        from notes
        where client_id = $1 and struck_at is null and superseded_at is null and embedding_model = $15
          and ($16::real > 0 or (select count(*) from by_words) < case when $18 then $17 else 1 end)
          and ($9 or (scope = 'client' and source_kind <> 'conversation') or (scope = 'campaign' and campaign_id = $10)
            or (scope = 'lead' and lead_id = $11) or (scope = 'channel' and channel = $12)
            or (scope = 'reviewer' and reviewer_id = $13))
        order by embedding <=> $14
        limit 100
    ) nearest
    -- Without a word in common, spelling alone must be near; what only fills up need not.
    where $16 > 0 or $18 or distance < 0.8
), fused as (
    select coalesce(w.id, m.id) as id,
        coalesce(1.0 / (60 + w.place), 0) + coalesce(case when $16 > 0 then $16 else 0.001 end / (60 + m.place), 0) as score
    from by_words w
    full join by_meaning m on m.id = w.id
    order by score desc
    limit $17
)
select n.id, n.client_id, n.kind, n.scope, n.campaign_id, n.channel, n.lead_id, n.reviewer_id, n.text,
    n.source_kind, n.source_id, n.origin_id, n.version, n.speaker, n.said_at, n.position, n.created_by, n.created_at,
    n.superseded_at, n.struck_at
from fused f
cross join lateral (
    select id, client_id, kind, scope, campaign_id, channel, lead_id, reviewer_id, text, source_kind, source_id, origin_id,
        version, speaker, said_at, position, created_by, created_at, superseded_at, struck_at
    from notes
    where client_id = $1 and id = f.id
    limit 1
) n
order by f.score desc, n.created_at desc, n.id desc
