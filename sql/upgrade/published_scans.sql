-- The published scans of a share, in the order of publishing: an older walk was never published after a newer one, while the clocks
-- that said when they ended may have differed.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select scan_id, scan_guid, started_utc, finished_utc, rows_read, loaded, rejected, skipped
from {home}.scan
where share_id = $1 and status in ('OK', 'WARN')
order by started_utc, finished_utc, scan_id
