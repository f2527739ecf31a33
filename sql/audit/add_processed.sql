-- Notes the ids of a batch, in the transaction that applies it.
-- Parameters: $1 share_id, $2 tenant_id, $3 now, $4 digests, $5 ids. Locks: new rows.
-- Rerun: the caller leaves out what is processed.
insert into {home}.lucid_audit_processed (share_id, tenant_id, processed_utc, event_digest, audit_event_id)
select $1, $2, $3, w.digest, w.id
from unnest($4::uuid[], $5::text[]) as w (digest, id)
order by w.digest
