-- Removes a share from `tier_object`.
-- Parameters: $1 share_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.tier_object_state where share_id = $1
