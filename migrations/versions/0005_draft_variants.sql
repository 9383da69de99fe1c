-- Other ways to say a draft, which a reviewer may choose instead: subject, body and the facts that each claims.
alter table drafts add column variants jsonb not null default '[]' check (jsonb_typeof(variants) = 'array');
