-- The scan is the share's latest, and its snapshot has a number.
-- Parameters: $1 share_id, $2 scan_id, $3 snapshot_no, $4 now. Locks: the share's row. Rerun: safe, writes the same values.
update {home}.share set last_scan_id = $2, last_snapshot_no = $3, last_scan_utc = $4 where share_id = $1
