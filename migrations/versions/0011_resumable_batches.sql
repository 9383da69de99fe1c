-- A request of a batch by its id there, and how its answer is waited for: whoever asks the same again after a crash
-- waits for that answer and does not pay for a second one.
alter table ai_usage add column request_key text, add column pending jsonb;
create index on ai_usage (client_id, request_key) where request_key is not null;
