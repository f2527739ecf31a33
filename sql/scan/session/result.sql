-- A scan with its row counts, for the summary.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select status, snapshot_no, bytes_read, rows_read, loaded, rejected, duplicates, skipped, dirs_new, files_new, files_changed,
    files_unchanged, files_removed, files_not_seen, rejected_without_path,
    folders_not_read, coalesce(tier_objects_replaced, 0) as tier_objects_replaced,
    (select count(*) from {home}.ingest_chunk where scan_id = $1) as chunks
from {home}.scan
where scan_id = $1
