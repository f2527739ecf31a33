-- All tenants.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select tenant_id, code, name from tierload.tenant order by code
