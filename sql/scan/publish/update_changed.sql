-- Files that changed, came back, or were known from an audit log alone until now: their new version. Found by row address,
-- which is stable while the caller holds the share's lock; the id guards it.
-- Parameters: {state}, {diff}; $1 snapshot_no. Locks: the rows it changes. Rerun: safe, writes the same values.
update {state} f
set size_bytes = d.size_bytes,
    atime_unix = d.atime_unix,
    mtime_unix = d.mtime_unix,
    ctime_unix = d.ctime_unix,
    allocated_bytes = d.allocated_bytes,
    frn = d.frn,
    device = d.device,
    nlink = d.nlink,
    owner_id = d.owner_id,
    group_id = d.group_id,
    name_raw = d.name_raw,
    file_extension = d.file_extension,
    file_hash = d.file_hash,
    first_snapshot = coalesce(f.first_snapshot, $1),
    from_snapshot = $1,
    until_snapshot = null,
    removed_utc = null
from {diff} d
where d.change = 'changed' and f.ctid = d.state_ctid and f.file_id = d.file_id
