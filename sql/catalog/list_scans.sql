-- The scans of a share.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select scan_id from {home}.scan where share_id = $1 order by scan_id
