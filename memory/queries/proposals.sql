-- add_proposal -- What the CMO proposes, open until a person decides.
insert into proposals (client_id, kind, content, asked_by, created_at)
values ($1, $2, $3, $4, $5)
returning id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at;

-- proposal_by_id -- One proposal of the client.
select id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at
from proposals
where client_id = $1 and id = $2;

-- open_proposals -- What waits for a yes or a no, the oldest first.
select id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at
from proposals
where client_id = $1 and status = 'open'
order by id;

-- decide_proposal -- Take an open proposal out of the line, once.
update proposals
set status = $3, decided_by = $4, decided_at = $5
where client_id = $1 and id = $2 and status = 'open'
returning id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at;

-- link_campaign -- Which campaign came of a confirmed proposal.
update proposals
set campaign_id = $3
where client_id = $1 and id = $2
returning id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at;

-- proposals_to_start -- What was confirmed and whose work has not been set going.
select id, client_id, kind, content, status, campaign_id, asked_by, decided_by, created_at
from proposals
where client_id = $1 and status = 'confirmed' and started_at is null
order by decided_at
limit $2;

-- mark_started -- The work behind a confirmed proposal was set going.
update proposals
set started_at = $3
where client_id = $1 and id = $2 and started_at is null;
