-- Objects of the cheap tier that were accessed but do not say when, or the other way round.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'tier_object ' || tier_id as object,
    format('%s accesses, the last one at %s', access_count, coalesce(last_accessed_utc::text, 'no time')) as finding
from {home}.tier_object_state
where share_id = $1 and (access_count < 0 or (access_count = 0) <> (last_accessed_utc is null))
limit 100
