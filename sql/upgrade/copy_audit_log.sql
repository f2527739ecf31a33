-- Who did what.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.audit_log (audit_log_id, tenant_id, share_id, logged_utc, actor, action, detail)
overriding system value
select audit_log_id, tenant_id, share_id, logged_utc, actor, action, detail
from tierload.audit_log
where tenant_id = $1
