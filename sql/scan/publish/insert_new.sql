-- Files that the share has now and had never before.
-- Parameters: {state}, {diff}; $1 tenant_id, $2 share_id, $3 snapshot_no, $4 now.
-- Locks: new rows; the caller holds the share's lock. Rerun: the unique key refuses a second insert.
insert into {state}
    (file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink, owner_id, group_id,
     name, name_raw, file_extension, file_hash, tenant_id, share_id, first_snapshot, from_snapshot, created_utc)
select file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink, owner_id, group_id,
    name, name_raw, file_extension, file_hash, $1, $2, $3, $3, $4
from {diff}
where change = 'new'
order by dir_id, name
