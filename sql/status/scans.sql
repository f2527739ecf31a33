-- The unfinished scans of the tenant of this session, and of each share its last ten others.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, reads only.
select share_name, scan_guid, status, started_utc, loading_utc, finished_utc, rows_read, loaded, rejected, bytes_read,
    error_text, chunks
from (
    select c.share_name, c.scan_guid, c.status, c.started_utc, c.loading_utc, c.finished_utc, c.scan_id,
        coalesce(c.rows_read, l.rows_read) as rows_read, coalesce(c.loaded, l.loaded) as loaded,
        coalesce(c.rejected, l.rejected) as rejected, coalesce(c.bytes_read, l.bytes_read) as bytes_read,
        c.error_text, l.chunks,
        row_number() over (partition by c.share_id, c.finished_utc is null order by c.scan_id desc) as place
    from {home}.scan c
    cross join lateral (
        select count(*) as chunks, sum(rows_read)::bigint as rows_read, sum(i.loaded)::bigint as loaded,
            sum(i.rejected)::bigint as rejected, sum(byte_end - byte_start)::bigint as bytes_read
        from {home}.ingest_chunk i
        where i.scan_id = c.scan_id
    ) l
    where c.tenant_id = $1
) ranked
where finished_utc is null or place <= 10
order by share_name, scan_id
