-- Removes a tenant without shares. Its rows in `audit_log` stay: that table only grows.
-- Parameters: $1 tenant_id. Locks: the row it deletes. Rerun: safe, deletes nothing the second time.
delete from tierload.tenant where tenant_id = $1
