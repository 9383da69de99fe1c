-- add_audit -- Note who did what to which thing.
insert into audit_log (client_id, actor_user_id, actor, action, subject_kind, subject_id, detail)
values ($1, $2, $3, $4, $5, $6, $7);

-- pace_told -- Whether the pace of credits was told of in one month of credits.
select exists (
    select 1
    from audit_log
    where client_id = $1 and action in ('credits_fast', 'credits_slow') and action = $2 and detail ->> 'period' = $3
);

-- warned_of -- Whether people were warned of a complaint about one touch.
select exists (
    select 1
    from audit_log
    where client_id = $1 and action = 'warned' and subject_id = $2 and detail ->> 'touch_id' = $3
);
