-- brand_by_id -- One brand of the client.
select id, client_id, name, sender_name, sender_title, company, postal_address, abn, phone, site, booking_url,
       facts, tone, forbidden_words
from brands
where client_id = $1 and id = $2 and deleted_at is null;

-- default_brand -- The brand that speaks where nobody chose another.
select id, client_id, name, sender_name, sender_title, company, postal_address, abn, phone, site, booking_url,
       facts, tone, forbidden_words
from brands
where client_id = $1 and deleted_at is null
order by is_default desc, id
limit 1;

-- add_brand -- A new brand.
insert into brands (client_id, name, sender_name, sender_title, company, postal_address, abn, phone, site,
                    booking_url, facts, tone, forbidden_words, is_default)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
returning id;
