-- A person's word that nothing is left to do about a reply; the response that they allow or refuse says so itself.
alter table replies add column settled_at timestamptz;
alter table replies add column settled_by uuid references users (id);

create index replies_to_look_at on replies (client_id, received_at, id)
    where settled_at is null and (abstained or intent in ('meeting_request', 'interested', 'question'));
create index touches_answering on touches (client_id, answers_reply_id) where answers_reply_id is not null;
