-- Removes a share from `lucid_audit_cursor`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.lucid_audit_cursor where share_id = $1
