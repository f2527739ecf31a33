-- Removes a share from `dir`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.dir where share_id = $1
