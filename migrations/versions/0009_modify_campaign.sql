alter table proposals drop constraint proposals_kind_check;
alter table proposals add constraint proposals_kind_check
    check (kind in ('create_campaign', 'change_campaign', 'modify_campaign', 'draft_outreach', 'answer_replies'));

-- What was sent, by campaign and moment: performance is read from these alone.
create index touches_gone on touches (client_id, campaign_id, sent_at)
    where sent_at is not null and answers_reply_id is null;
create index on replies (client_id, touch_id);
