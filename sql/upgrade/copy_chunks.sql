-- The ledgers of scans.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.ingest_chunk
    (share_id, scan_id, input_no, chunk_no, tenant_id, byte_start, byte_end, digest, rows_read, loaded, rejected, skipped,
     loaded_utc)
select share_id, scan_id, input_no, chunk_no, tenant_id, byte_start, byte_end, digest, rows_read, loaded, rejected, skipped,
    loaded_utc
from tierload.ingest_chunk
where tenant_id = $1
