-- add_consent -- Why a person may be contacted, with its evidence.
insert into consents (client_id, lead_id, kind, channel, source, evidence, facts, captured_at, valid_until,
                      created_by, created_at)
select $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11
from leads
where client_id = $1 and id = $2 and deleted_at is null
returning id, lead_id, kind, channel, source, evidence, facts, captured_at, valid_until, withdrawn_at, created_by;

-- consents_of_lead -- Every consent of a lead, withdrawn and lapsed ones too, the newest first.
select id, lead_id, kind, channel, source, evidence, facts, captured_at, valid_until, withdrawn_at, created_by
from consents
where client_id = $1 and lead_id = $2
order by captured_at desc, id desc;

-- withdraw_consent -- End one consent; the row stays as evidence.
update consents
set withdrawn_at = $3
where client_id = $1 and id = $2 and withdrawn_at is null
returning lead_id;

-- add_consents_of_import -- One consent for each lead that a file brought, all at once.
insert into consents (client_id, lead_id, kind, source, evidence, facts, captured_at, created_by, created_at)
select $1, id, $3, 'import', $4, $5, $6, $7, $6
from leads
where client_id = $1 and import_id = $2 and deleted_at is null;

-- leads_without_consent -- How many living leads have no consent that stands at a moment.
select count(*)::int
from leads l
where l.client_id = $1 and l.deleted_at is null
  and not exists (select 1 from consents c
                  where c.client_id = l.client_id and c.lead_id = l.id and c.captured_at <= $2
                    and (c.withdrawn_at is null or c.withdrawn_at > $2)
                    and (c.valid_until is null or c.valid_until > $2));
