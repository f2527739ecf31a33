-- Stores what the snapshot of a scan is. The row counts of the scan stay as they were told.
-- Parameters: $1 scan_id, $2 snapshot_no, $3 known, $4 bytes, $5 digest, $6 chain_value. Locks: the scan's row.
-- Rerun: safe, writes the same values.
update {home}.scan
set snapshot_no = $2, known = $3, bytes = $4::text::numeric, digest = $5::text::numeric, chain_value = $6, files_not_seen = 0
where scan_id = $1
