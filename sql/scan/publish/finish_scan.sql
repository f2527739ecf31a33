-- Stores what a scan comes to, and ends it.
-- Parameters: $1 scan_id, $2 status, $3 now, $4 bytes_read, $5 rows_read, $6 loaded, $7 rejected, $8 duplicates, $9 skipped,
-- $10 files_new, $11 files_changed, $12 files_unchanged, $13 files_removed, $14 files_not_seen, $15 dirs_new,
-- $16 objects_gone (whose file is removed), $17 snapshot_no, $18 known, $19 bytes, $20 digest, $21 chain_value, $22 started (when the walk began, as the chain has it),
-- $23 without_path (rejected records that do not tell their file), $24 folders_not_read, $25 objects_replaced.
-- Locks: the scan's row. Rerun: safe, a finished scan is left alone.
update {home}.scan
set status = $2, started_utc = $22, finished_utc = $3, bytes_read = $4, rows_read = $5, loaded = $6, rejected = $7, duplicates = $8,
    skipped = $9, files_new = $10, files_changed = $11, files_unchanged = $12, files_removed = $13, files_not_seen = $14,
    dirs_new = $15, tier_objects_gone = $16, snapshot_no = $17, known = $18, bytes = $19::text::numeric,
    digest = $20::text::numeric, chain_value = $21, rejected_without_path = $23, folders_not_read = $24,
    tier_objects_replaced = $25
where scan_id = $1 and finished_utc is null
