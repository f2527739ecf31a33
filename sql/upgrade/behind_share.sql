-- A share that may have to be converted, and its latest published scan.
-- Parameters: $1 share_id. Locks: none; the caller holds the share's lock. Rerun: safe, reads only.
select is_behind, last_scan_id from {home}.share where share_id = $1
