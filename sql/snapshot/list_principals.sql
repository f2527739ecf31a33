-- The owners and groups of the tenant of this session.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, reads only.
select principal_id, principal, principal_digest from {home}.principal where tenant_id = $1
