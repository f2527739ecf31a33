-- Staging tables of scans that are finished, and unfinished scans without one.
-- Parameters: $1 share_id, $2 scan_ids, $3 staging_tables (of each of those scans). Locks: none.
-- Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    case when c.finished_utc is null then 'is unfinished but its staging table is gone'
         else 'is finished but its staging table is still there' end as finding
from unnest($2::bigint[], $3::text[]) as t (scan_id, staging_table)
join {home}.scan c on c.scan_id = t.scan_id and c.share_id = $1
where (c.finished_utc is null) <> (to_regclass(t.staging_table) is not null)
