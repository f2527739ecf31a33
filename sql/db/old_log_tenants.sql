-- Whose rows a home's own log has. Some of them may be gone.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select distinct tenant_id from {home}.audit_log order by tenant_id
