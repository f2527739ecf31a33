-- Files that no scan has seen yet: what is known of them. Size, mtime and ctime come with the next scan.
-- Parameters: {state}; $1 tenant_id, $2 share_id, $3 now. Locks: new rows; the caller holds the share's lock.
-- Rerun: the unique key refuses a second insert.
insert into {state}
    (dir_id, name, name_raw, file_extension, atime_unix, tenant_id, share_id, atime_from_audit, atime_updated_utc,
     created_utc, updated_utc)
select dir_id, name, name_raw, file_extension, seen_unix, $1, $2, true, $3, $3, $3
from pg_temp.staging_hit
where file_current_id is null and is_file
order by dir_id, name
