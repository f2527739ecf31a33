-- Objects of the cheap tier. Files keep their ids, so each finds its file. A state that did not say since when says when it was
-- planned.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.tier_object_state
    (tier_id, tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc,
     rehydrated_utc, deleted_utc, last_accessed_utc, access_count)
overriding system value
select tier_object_id, tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc,
    case when state = 'STUBBED' then coalesce(stubbed_utc, planned_utc) else stubbed_utc end,
    case when state = 'REHYDRATED' then coalesce(rehydrated_utc, planned_utc) else rehydrated_utc end,
    case when state = 'DELETED' then coalesce(deleted_utc, planned_utc) else deleted_utc end,
    last_accessed_utc, access_count
from tierload.tier_object
where tenant_id = $1
