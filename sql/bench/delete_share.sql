-- Removes a share from `share`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.share where share_id = $1
