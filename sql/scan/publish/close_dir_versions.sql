-- What the directories that changed added up to before goes to history, for good.
-- Parameters: {dir_history}, {dir_diff}; $1 tenant_id, $2 share_id, $3 snapshot_no. Locks: new rows; the caller holds the
-- share's lock. Rerun: never alone, part of the publishing transaction.
insert into {dir_history}
    (dir_id, files, share_id, from_snapshot, until_snapshot, tenant_id, bytes, allocated_bytes, digest)
select dir_id, old_files, $2, old_from_snapshot, $3, $1, old_bytes, old_allocated_bytes, old_digest
from {dir_diff}
where not is_new
