-- The number of the latest snapshot of a share, as the share has it.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select last_snapshot_no from {home}.share where share_id = $1
