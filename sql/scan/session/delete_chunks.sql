-- Deletes the ledger of a scan whose staging table was dropped.
-- Parameters: $1 scan_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.ingest_chunk where scan_id = $1
