-- add_draft -- Keep the next version of a touch's draft.
insert into drafts (client_id, touch_id, version, author, model, form, recipient, subject, body, footer, facts,
    note_ids, feedback, created_by, variants)
values ($1, $2,
    coalesce((select max(version) from drafts where client_id = $1 and touch_id = $2), 0) + 1,
    $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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
