-- The scan of this tenant with this guid.
-- Parameters: $1 scan_guid. Locks: none. Rerun: safe, reads only.
select scan_id, share_id, status from {home}.scan where scan_guid = $1
