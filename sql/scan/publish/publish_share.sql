-- Every file of the share that is not removed has now been seen by this scan.
-- Parameters: $1 share_id, $2 scan_id, $3 now. Locks: the share's row. Rerun: safe, writes the same values.
update tierload.share set last_scan_id = $2, last_scan_utc = $3 where share_id = $1
