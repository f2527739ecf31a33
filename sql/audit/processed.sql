-- Which of these ids were processed, as far back as partitions are kept.
-- Parameters: $1 share_id, $2 digests (of the ids). Locks: none; the caller holds the share's lock.
-- Rerun: safe, reads only.
select distinct p.event_digest
from unnest($2::uuid[]) as w (digest)
join {home}.lucid_audit_processed p on p.event_digest = w.digest and p.share_id = $1
