-- What the end marks of the inputs say, and what stands in their ledger.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select input_no, sum(rows_read)::bigint as files, sum(record_sum)::text as record_sum, count(end_files) as ends,
    max(end_files) as end_files, max(end_sum) as end_sum
from {home}.ingest_chunk
where scan_id = $1
group by input_no
