-- keep_case -- Keep a case, or correct the one that was kept of the same reply or draft.
insert into eval_cases (client_id, id, kind, half, source_id, lead_id, content, kept_by, kept_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (client_id, kind, source_id) do update
set content = excluded.content, kept_by = excluded.kept_by, kept_at = excluded.kept_at
returning id, client_id, kind, half, source_id, lead_id, content, kept_by, kept_at;

-- cases -- The client's cases of one half, or of both, the oldest first.
select id, client_id, kind, half, source_id, lead_id, content, kept_by, kept_at
from eval_cases
where client_id = $1 and ($2::text is null or half = $2)
order by kept_at, id;
