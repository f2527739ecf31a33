-- Removed files whose version does not end.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file_state ' || file_id as object, 'is removed, but the latest snapshot has it' as finding
from {home}.file_state
where share_id = $1 and removed_utc is not null and from_snapshot is not null and until_snapshot is null
limit 100
