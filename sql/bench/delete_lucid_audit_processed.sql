-- Removes a share from `lucid_audit_processed`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.lucid_audit_processed where share_id = $1
