-- How far the logs of a batch were read, held until the batch is applied. A log that stands nowhere was never read;
-- the share's lock keeps others from adding it.
-- Parameters: $1 share_id, $2 digests (of the logs). Locks: the rows, in key order. Rerun: safe.
select log_digest, byte_offset
from {home}.lucid_audit_cursor
where share_id = $1 and log_digest = any ($2::uuid[])
order by log_digest
for update
