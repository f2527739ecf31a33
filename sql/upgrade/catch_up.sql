-- The share is converted: its snapshots are numbered, and it takes scans and audit logs again.
-- Parameters: $1 share_id, $2 last_snapshot_no. Locks: the share's row. Rerun: safe, writes the same values.
update {home}.share s
set is_behind = false, last_snapshot_no = $2,
    last_scan_utc = (select c.finished_utc from {home}.scan c where c.scan_id = s.last_scan_id)
where s.share_id = $1
