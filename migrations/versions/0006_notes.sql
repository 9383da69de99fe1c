-- Notes have versions of one origin, a subject on which newer ones win, and a place in a conversation.
alter table notes drop constraint notes_source_kind_check;
alter table notes
    add constraint notes_source_kind_check check (source_kind in
        ('edit', 'rejection', 'feedback', 'reply', 'chat', 'outcome', 'conversation', 'correction', 'rollback')),
    add column origin_id uuid,
    add column subject text,
    add column speaker text,
    add column said_at timestamptz,
    add column position integer,
    add column length smallint not null
        generated always as (cardinality(tsvector_to_array(to_tsvector('english', text)))) stored,
    add column asks boolean not null generated always as (text ~ '\?\s*$') stored,
    add column dated boolean not null generated always as (text ~*
        '\m(yesterday|today|tonight|tomorrow|last|next|ago|weeks?|weekends?|months?|years?|mornings?|evenings?|nights?|since|just'
        '|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august'
        '|september|october|november|december|\d+(st|nd|rd|th))\M') stored;
update notes set origin_id = id where origin_id is null;
alter table notes alter column origin_id set not null;
create unique index on notes (client_id, origin_id, version);
create index on notes (client_id, source_id, position) where position is not null;
create index on notes (client_id, speaker) where speaker is not null;
create index on notes (client_id, subject) where subject is not null and struck_at is null and superseded_at is null;
create index on notes (client_id, lead_id) where lead_id is not null;
create index on notes (client_id, embedding_model) where struck_at is null and superseded_at is null;
grant delete on notes to agency_app;

-- The words of the notes that stand: what ranking counts by client. The index over every client's words goes.
create table note_terms (
    client_id uuid not null,
    note_id uuid not null,
    lexeme text not null,
    count smallint not null,
    primary key (client_id, lexeme, note_id),
    foreign key (client_id, note_id) references notes (client_id, id) on delete cascade
);
create index on note_terms (client_id, note_id);
insert into note_terms (client_id, note_id, lexeme, count)
select n.client_id, n.id, t.lexeme, cardinality(t.positions)
from notes n, unnest(n.search) t
where n.struck_at is null and n.superseded_at is null;
drop index notes_search_idx;
alter table note_terms enable row level security;
alter table note_terms force row level security;
create policy client_only on note_terms to agency_app
    using (client_id = nullif(current_setting('app.client_id', true), '')::uuid)
    with check (client_id = nullif(current_setting('app.client_id', true), '')::uuid);
grant select, insert, delete on note_terms to agency_app;

-- Until they are first analysed the planner knows nothing of these tables, takes every index that begins with the
-- client for as good as any, and ranks a client's 600 notes in 40 ms instead of 5.
do $$
declare
    i integer;
    known record;
begin
    for i in 0..31 loop
        for known in select * from (values ('client_id', 16, 30), ('id', 16, -1), ('origin_id', 16, -0.95),
            ('source_id', 16, -0.01), ('position', 4, 600), ('scope', 7, 5)) as k (name, width, different) loop
            perform pg_restore_attribute_stats('schemaname', 'public', 'relname', format('notes_%s', i),
                'attname', known.name, 'inherited', false, 'null_frac', 0::real,
                'avg_width', known.width, 'n_distinct', known.different::real);
        end loop;
    end loop;
    for known in select * from (values ('client_id', 16, 300), ('note_id', 16, -0.08), ('lexeme', 6, 20000)) as k
        (name, width, different) loop
        perform pg_restore_attribute_stats('schemaname', 'public', 'relname', 'note_terms',
            'attname', known.name, 'inherited', false, 'null_frac', 0::real,
            'avg_width', known.width, 'n_distinct', known.different::real);
    end loop;
end $$;
