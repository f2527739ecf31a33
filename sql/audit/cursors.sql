-- How far these logs were read.
-- Parameters: $1 share_id, $2 digests (of the logs). Locks: none. Rerun: safe, reads only.
select log_digest, byte_offset, lines, events, first_line
from {home}.lucid_audit_cursor
where share_id = $1 and log_digest = any ($2::uuid[])
