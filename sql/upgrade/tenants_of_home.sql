-- The tenants that live in a home.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select tenant_id from tierload.tenant where home = $1::text::name order by tenant_id
