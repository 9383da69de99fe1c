-- add_turn -- Keep one line of a chat and give its id.
insert into chat_turns (client_id, thread_id, user_id, speaker, text, author)
values ($1, $2, $3, $4, $5, $6)
returning id;

-- turn -- One line.
select speaker, text, author, created_at from chat_turns where client_id = $1 and id = $2;

-- turns_before -- The newest lines of one user's thread before a given line, oldest first.
select speaker, text, author, created_at
from (
    select id, speaker, text, author, created_at
    from chat_turns
    where client_id = $1 and thread_id = $2 and user_id = $3 and id < $4
    order by id desc
    limit $5
) as newest
order by id;
