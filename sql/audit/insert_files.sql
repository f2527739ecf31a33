-- Files that no scan has seen yet: what is known of them. Size, mtime and ctime come with the next scan.
-- Parameters: {state}; $1 tenant_id, $2 share_id, $3 now. Locks: new rows; the caller holds the share's lock.
-- Rerun: the unique key refuses a second insert.
insert into {state}
    (file_id, dir_id, name, name_raw, file_extension, tenant_id, share_id, created_utc, audit_atime_unix, audit_told_utc)
select new_file_id, dir_id, name, name_raw, file_extension, $1, $2, $3, seen_unix, $3
from pg_temp.staging_hit
where file_id is null and is_file
order by dir_id, name
