-- add_audit -- Note who did what to which thing.
insert into audit_log (client_id, actor_user_id, actor, action, subject_kind, subject_id, detail)
values ($1, $2, $3, $4, $5, $6, $7);
