-- Staging tables of scans that are finished, and unfinished scans without one.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    case when c.finished_utc is null then 'is unfinished but its staging table is gone'
         else 'is finished but its staging table is still there' end as finding
from tierload.scan c
where c.share_id = $1
    and (c.finished_utc is null) <> (to_regclass('tierload.staging_scan_' || c.scan_id) is not null)
