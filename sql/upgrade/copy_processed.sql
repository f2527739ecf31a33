-- Ids of updates that were applied.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.lucid_audit_processed (share_id, event_digest, processed_utc, tenant_id, audit_event_id)
select share_id, event_digest, processed_utc, tenant_id, audit_event_id
from tierload.lucid_audit_processed
where tenant_id = $1
