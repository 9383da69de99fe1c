-- add_import -- A file that was read and shown, and not yet taken in.
insert into imports (client_id, filename, digest, content, encoding, columns, mapping, row_count, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id;

-- import_by_id -- One import of the client.
select id, client_id, campaign_id, filename, encoding, columns, mapping, status, row_count, imported_count,
       quarantined_count, created_at
from imports
where client_id = $1 and id = $2;

-- import_for_update -- One import, locked until the transaction ends.
select id, client_id, campaign_id, filename, encoding, columns, mapping, status, row_count, imported_count,
       quarantined_count, created_at
from imports
where client_id = $1 and id = $2
for no key update;

-- content -- The bytes of a file that still waits for its commit.
select content
from imports
where client_id = $1 and id = $2;

-- finish_import -- What came of a file; its bytes are not needed any more.
update imports
set status = 'imported', campaign_id = $3, mapping = $4, imported_count = $5, quarantined_count = $6,
    imported_at = $7, content = null
where client_id = $1 and id = $2 and status = 'previewed';

-- attest_list -- Where the importer says that a list comes from.
update imports
set list_source = $3, source_note = $4, attested_by = $5
where client_id = $1 and id = $2;

-- attested_lists -- The latest lists that were taken in, and where each is said to come from.
select id, filename, imported_count, imported_at, list_source, source_note, attested_by
from imports
where client_id = $1 and status = 'imported'
order by imported_at desc, id desc
limit $2;

-- discard_import -- Forget a file that nobody took in.
update imports
set status = 'discarded', content = null
where client_id = $1 and id = $2 and status = 'previewed';

-- add_quarantined -- The rows that did not become leads, with the reason for each.
insert into quarantined_rows (client_id, import_id, line, reason, sentence, cells)
select $1, $2, q.line, q.reason, q.sentence, q.cells
from jsonb_to_recordset($3::jsonb) as q (line integer, reason text, sentence text, cells jsonb);

-- quarantined -- One page of the rows that did not become leads, in the file's order.
select line, reason, sentence, cells
from quarantined_rows
where client_id = $1 and import_id = $2
order by line
limit $3 offset $4;
