-- The tenant with this code.
-- Parameters: $1 code. Locks: none. Rerun: safe, reads only.
select tenant_id from tierload.tenant where code = $1
