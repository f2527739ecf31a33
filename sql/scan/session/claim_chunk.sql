-- Claims a chunk; zero rows when it is loaded already. A claim by another process that has not committed yet is
-- waited for. It also locks the scan's row, so that a scan which is being built or was given up takes no more chunks.
-- Parameters: $1 share_id, $2 scan_id, $3 input_no, $4 chunk_no, $5 tenant_id, $6 byte_start, $7 byte_end, $8 digest,
-- $9 rows_read, $10 loaded, $11 rejected, $12 rejects_kept, $13 strange_times, $14 utf8_names, $15 undecodable_names, $16 skipped,
-- $17 known, $18 now, $19 record_sum, $20 end_files and $21 end_sum (of the end mark), $22 loading (since when the scan takes the
-- chunks of whoever claims: one that was begun again is another).
-- Locks: one new row; the scan's row FOR SHARE. Rerun: safe, the primary key decides.
insert into {home}.ingest_chunk
    (share_id, scan_id, input_no, chunk_no, tenant_id, byte_start, byte_end, digest, rows_read, loaded, rejected, rejects_kept,
     strange_times, utf8_names, undecodable_names, skipped, known, loaded_utc, record_sum, end_files, end_sum)
select $1, c.scan_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
from {home}.scan c
where c.scan_id = $2 and c.status = 'LOADING' and c.loading_utc = $22
for share of c
on conflict do nothing
