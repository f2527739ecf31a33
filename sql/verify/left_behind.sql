-- Staging tables of scans that are finished, and unfinished scans that lack one.
-- Parameters: $1 share_id, $2 scan_ids, $3 staging_tables, $4 are_needed (each at its place: the table belongs to the scan, and
-- is there until it is finished). Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    case when c.finished_utc is null then format('is unfinished but its table %s is gone', t.staging_table)
         else format('is finished but its table %s is still there', t.staging_table) end as finding
from unnest($2::bigint[], $3::text[], $4::boolean[]) as t (scan_id, staging_table, is_needed)
join {home}.scan c on c.scan_id = t.scan_id and c.share_id = $1
-- By name, and not by to_regclass(), which sees what was committed since the statement began.
left join pg_class k on k.relnamespace = to_regnamespace('{home}') and k.relname = t.staging_table
where case when c.finished_utc is null then t.is_needed and k.oid is null else k.oid is not null end
