-- The shares of a tenant.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, reads only.
select share_id from tierload.share where tenant_id = $1
