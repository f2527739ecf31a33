-- Files that the share has now and had never before.
-- Parameters: {state}, {diff}; $1 tenant_id, $2 share_id, $3 scan_id, $4 now.
-- Locks: new rows; the caller holds the share's lock. Rerun: the unique key refuses a second insert.
insert into {state}
    (dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, file_hash, file_extension,
     tenant_id, share_id, atime_from_audit, atime_updated_utc, first_seen_scan_id, created_utc, updated_utc)
select dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, file_hash, file_extension,
    $1, $2, false, $4, $3, $4, $4
from {diff}
where change = 'new'
order by dir_id, name
