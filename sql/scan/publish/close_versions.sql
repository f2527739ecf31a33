-- The versions that a scan closes go to history, for good.
-- Parameters: {history}, {diff}; $1 tenant_id, $2 share_id, $3 snapshot_no. Locks: new rows; the caller holds the share's
-- lock. Rerun: never alone, part of the publishing transaction.
insert into {history}
    (file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, share_id, nlink, owner_id,
     group_id, from_snapshot, until_snapshot, tenant_id, name, name_raw, file_extension, file_hash)
select file_id, dir_id, old_size_bytes, old_atime_unix, old_mtime_unix, old_ctime_unix, old_allocated_bytes, old_frn,
    old_device, $2, old_nlink, old_owner_id, old_group_id, old_from_snapshot, coalesce(old_until_snapshot, $3), $1, name,
    old_name_raw, old_file_extension, old_file_hash
from {diff}
where change = 'changed' and old_from_snapshot is not null
