-- Records that could not be loaded.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.scan_reject (scan_id, input_no, line, byte, tenant_id, reason, raw)
select scan_id, input_no, line, byte, tenant_id, reason, raw
from tierload.scan_reject
where tenant_id = $1
