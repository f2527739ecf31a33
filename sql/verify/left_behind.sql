-- Staging tables of scans that are finished, and unfinished scans that lack one.
-- Parameters: $1 share_id, $2 scan_ids, $3 staging_tables, $4 are_needed (each at its place: the table belongs to the scan, and
-- is there until it is finished). Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    case when c.finished_utc is null then format('is unfinished but its table %s is gone', t.staging_table)
         else format('is finished but its table %s is still there', t.staging_table) end as finding
from unnest($2::bigint[], $3::text[], $4::boolean[]) as t (scan_id, staging_table, is_needed)
join {home}.scan c on c.scan_id = t.scan_id and c.share_id = $1
where case when c.finished_utc is null then t.is_needed and to_regclass(t.staging_table) is null
    else to_regclass(t.staging_table) is not null end
