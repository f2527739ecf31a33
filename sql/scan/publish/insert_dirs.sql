-- Directories that have files for the first time.
-- Parameters: {dir_state}, {dir_diff}; $1 tenant_id, $2 share_id, $3 snapshot_no. Locks: new rows; the caller holds the
-- share's lock. Rerun: the unique key refuses a second insert.
insert into {dir_state} (dir_id, files, share_id, from_snapshot, tenant_id, bytes, allocated_bytes, digest)
select dir_id, files, $2, $3, $1, bytes, allocated_bytes, digest
from {dir_diff}
where is_new
order by dir_id
