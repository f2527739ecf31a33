-- Access times, only where later. Found by row address, which is stable while the caller holds the share's turn; the
-- id guards it. No indexed column is written: the update is HOT where the page has room.
-- Parameters: {state}; $1 now. Locks: the rows it changes. Rerun: safe, an equal time is not later.
update {state} f
set atime_unix = h.accessed_unix,
    atime_from_audit = true,
    atime_updated_utc = $1,
    updated_utc = $1
from pg_temp.staging_hit h
where f.ctid = h.state_ctid and f.file_current_id = h.file_current_id
    and not h.is_removed
    and (h.old_atime_unix is null or h.accessed_unix > h.old_atime_unix)
