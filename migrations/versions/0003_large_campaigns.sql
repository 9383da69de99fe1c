-- Indexes that keep a campaign of 100,000 leads as quick as a small one.

-- Whose turn it is, in that order: planning stops at the first page instead of sorting the campaign. The score is
-- in it, which is written about once in a lead's life; what every send changes is in no index any more.
drop index leads_due;
drop index leads_queue;
create index leads_queue on leads (client_id, campaign_id, priority desc, als desc nulls last, id) where deleted_at is null;

-- Who waits for enrichment, the longest first: nothing to walk through once everybody has had their turn.
create index leads_to_enrich on leads (client_id, updated_at, id)
    where enrichment in ('none', 'pending') and deleted_at is null and stopped_at is null;
