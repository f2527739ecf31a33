-- Carries the rows of a tenant over, in their order.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: part of the transaction that drops what it read.
select count(tierload_log.carry_over(o.tenant_id, o.share_id, o.logged_utc, o.actor, o.action, o.detail)) as carried
from (select * from {home}.audit_log where tenant_id = $1 order by audit_log_id) o
