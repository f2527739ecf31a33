-- How far audit logs were read.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.lucid_audit_cursor
    (share_id, log_digest, tenant_id, node, log_begin, byte_offset, lines, events, first_line, updated_utc)
select share_id, log_digest, tenant_id, node, log_begin, byte_offset, lines, events, first_line, updated_utc
from tierload.lucid_audit_cursor
where tenant_id = $1
