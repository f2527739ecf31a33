-- What the ledger of a scan adds up to.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select count(*) as chunks, coalesce(sum(byte_end - byte_start), 0)::bigint as bytes_read,
    coalesce(sum(rows_read), 0)::bigint as rows_read, coalesce(sum(loaded), 0)::bigint as loaded,
    coalesce(sum(rejected), 0)::bigint as rejected,
    coalesce(sum(coalesce(rejects_kept, rejected)), 0)::bigint as rejects_kept, coalesce(sum(skipped), 0)::bigint as skipped,
    coalesce(bit_or(known), 0) as known, coalesce(sum(strange_times), 0)::bigint as strange_times,
    coalesce(sum(utf8_names), 0)::bigint as utf8_names, coalesce(sum(undecodable_names), 0)::bigint as undecodable_names
from {home}.ingest_chunk
where scan_id = $1
