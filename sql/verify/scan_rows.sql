-- Published scans whose partition of `file` has another number of rows than was loaded.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object, format('%s loaded, %s rows in file', c.loaded, coalesce(f.rows, 0)) as finding
from tierload.scan c
left join (select scan_id, count(*) as rows from tierload.file where share_id = $1 group by scan_id) f using (scan_id)
where c.share_id = $1 and c.status in ('OK', 'WARN') and c.loaded <> coalesce(f.rows, 0)
