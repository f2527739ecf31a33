-- Objects of the cheap tier. Files keep their ids, so each finds its file.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.tier_object
    (tier_object_id, tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc,
     rehydrated_utc, deleted_utc, last_seen_utc, last_accessed_utc, access_count)
overriding system value
select tier_object_id, tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc,
    rehydrated_utc, deleted_utc, last_seen_utc, last_accessed_utc, access_count
from tierload.tier_object
where tenant_id = $1
