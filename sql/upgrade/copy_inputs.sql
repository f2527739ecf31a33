-- The inputs of scans.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.scan_input (scan_id, input_no, tenant_id, input_name, fingerprint, size_bytes)
select scan_id, input_no, tenant_id, input_name, fingerprint, size_bytes
from tierload.scan_input
where tenant_id = $1
