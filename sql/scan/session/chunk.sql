-- What the ledger says of a chunk that could not be claimed, and how its scan stands.
-- Parameters: $1 scan_id, $2 input_no, $3 chunk_no. Locks: none. Rerun: safe, reads only.
select c.status, c.loading_utc, i.byte_start, i.byte_end, i.digest
from {home}.scan c
left join {home}.ingest_chunk i on i.scan_id = c.scan_id and i.input_no = $2 and i.chunk_no = $3
where c.scan_id = $1
