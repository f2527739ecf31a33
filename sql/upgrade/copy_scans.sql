-- Scans with their ids. What they add up to is still to be computed.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.scan
    (scan_id, tenant_id, share_id, share_name, scan_guid, src_type, status, started_utc, loading_utc, finished_utc,
     chunk_bytes, error_text, bytes_read, rows_read, loaded, rejected, duplicates, skipped, dirs_new, files_new,
     files_changed, files_unchanged, files_removed, tier_objects_gone)
overriding system value
select scan_id, tenant_id, share_id, share_name, scan_guid, src_type, status, started_utc, loading_utc, finished_utc,
    chunk_bytes, error_text, bytes_read, rows_read, loaded, rejected, duplicates, skipped, dirs_new, files_new,
    files_changed, files_unchanged, files_removed, tier_objects_gone
from tierload.scan
where tenant_id = $1
