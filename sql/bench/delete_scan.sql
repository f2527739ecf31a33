-- Removes a share from `scan`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.scan where share_id = $1
