-- The tier objects of a file, one a life of it; oldest first.
-- Parameters: $1 share_id, $2 file_id. Locks: none. Rerun: safe, reads only.
select tier_id, state, target_uri, planned_by, planned_utc, stubbed_utc, rehydrated_utc, deleted_utc, last_accessed_utc, access_count
from {home}.tier_object
where share_id = $1 and file_current_id = $2
order by tier_id
