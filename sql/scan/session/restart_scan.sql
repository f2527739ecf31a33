-- Begins again a scan that ended in ERROR.
-- Parameters: $1 scan_id, $2 now, $3 chunk_bytes, $4 started (when the walk began, as it is said now),
-- $5 under (the folders that it is of). Locks: the scan's row. Rerun: safe, only an ended scan is touched.
update {home}.scan
set status = 'LOADING', started_utc = $4, loading_utc = $2, chunk_bytes = $3, under_dirs = $5, finished_utc = null, error_text = null
where scan_id = $1 and status = 'ERROR'
