-- Published scans whose row counts do not add up, in themselves or with the totals of their ledger.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    format('%s rows = %s loaded + %s rejected + %s duplicates + %s skipped; ledger has %s rows, %s rejects are kept of %s',
        c.rows_read, c.loaded, c.rejected, c.duplicates, c.skipped, l.rows_read, r.kept, l.rejects_kept) as finding
from {home}.scan c
cross join lateral (
    select coalesce(sum(rows_read), 0) as rows_read, coalesce(sum(loaded), 0) as loaded,
        coalesce(sum(rejected), 0) as rejected, coalesce(sum(skipped), 0) as skipped,
        coalesce(sum(coalesce(rejects_kept, rejected)), 0) as rejects_kept
    from {home}.ingest_chunk where scan_id = c.scan_id
) l
cross join lateral (select count(*) as kept from {home}.scan_reject where scan_id = c.scan_id) r
where c.share_id = $1 and c.status in ('OK', 'WARN') and (
    c.rows_read <> c.loaded + c.rejected + c.duplicates + c.skipped
    or c.loaded <> c.files_new + c.files_changed + c.files_unchanged
    or (c.rows_read, c.loaded + c.duplicates, c.rejected, c.skipped) <> (l.rows_read, l.loaded, l.rejected, l.skipped)
    or l.rejects_kept <> r.kept
)
