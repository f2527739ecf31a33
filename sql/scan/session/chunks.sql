-- The ledger of a scan.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select input_no, chunk_no, byte_start, byte_end, digest from {home}.ingest_chunk where scan_id = $1
order by input_no, chunk_no
