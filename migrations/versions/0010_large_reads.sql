-- When a lead had its last turn at enrichment. updated_at gave that order before, and every send changes it: with
-- it in an index no update of a lead could stay in its page.
alter table leads add column tried_at timestamptz;
drop index leads_to_enrich;
create index leads_to_enrich on leads (client_id, tried_at nulls first, id)
    where enrichment in ('none', 'pending') and deleted_at is null and stopped_at is null;

-- What is counted of leads, without reading them: a lead moves on a few times in its life. Alike entries are kept
-- together, so that those of 100,000 leads take less than a megabyte.
create index leads_counted on leads (client_id, campaign_id, status, lead_tier, enrichment) where deleted_at is null;

-- Whose postal address is to be checked, the best first.
create index leads_to_check on leads (client_id, campaign_id, als desc, id)
    where lead_tier = 'hot' and address_status = 'unknown' and street is not null and city is not null
        and postcode is not null and deleted_at is null and stopped_at is null;
