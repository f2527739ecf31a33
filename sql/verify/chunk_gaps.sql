-- Chunks of an input that do not follow one another without a gap, in published scans.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select scan_id::text || ' input ' || input_no || ' chunk ' || chunk_no as object,
    'begins at byte ' || byte_start || ', the one before ends at ' || coalesce(previous_end::text, 'none') as finding
from (
    select i.scan_id, i.input_no, i.chunk_no, i.byte_start,
        lag(i.byte_end) over w as previous_end, row_number() over w - 1 as expected_no
    from {home}.ingest_chunk i
    join {home}.scan c on c.scan_id = i.scan_id and c.status in ('OK', 'WARN')
    where i.share_id = $1
    window w as (partition by i.scan_id, i.input_no order by i.chunk_no)
) g
where chunk_no <> expected_no or (chunk_no > 0 and byte_start <> previous_end)
