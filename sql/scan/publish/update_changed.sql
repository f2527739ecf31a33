-- Files that changed, came back, or were known from an audit log alone until now. Found by row address, which is
-- stable while the caller holds the share's lock; the id guards it.
-- Parameters: {state}, {diff}; $1 scan_id, $2 now.
-- Locks: the rows it changes. Rerun: safe, writes the same values.
update {state} f
set size_bytes = d.size_bytes,
    atime_unix = d.atime_unix,
    mtime_unix = d.mtime_unix,
    ctime_unix = d.ctime_unix,
    file_hash = d.file_hash,
    atime_from_audit = d.atime_from_audit,
    atime_updated_utc = case when d.atime_unix is distinct from d.old_atime_unix then $2 else f.atime_updated_utc end,
    first_seen_scan_id = coalesce(f.first_seen_scan_id, $1),
    last_seen_scan_id = null,
    last_scan_utc = null,
    removed_utc = null,
    updated_utc = $2
from {diff} d
where d.change = 'changed' and f.ctid = d.state_ctid and f.file_current_id = d.file_current_id
