-- What a home shows of the log: the rows of its tenants, each under row security.
-- Parameters: {home}. Locks: none that anybody else could wait for. Rerun: fails, it exists; the caller looked first.
create view {home}.audit_log with (security_invoker = true) as
select e.entry_id as audit_log_id, e.tenant_id, e.share_id, e.logged_utc, e.actor, e.action, e.detail, e.place, e.carried_over, e.hash
from tierload_log.entry e
where exists (
    select from tierload.tenant t
    join pg_namespace n on n.nspname = t.home
    where t.tenant_id = e.tenant_id and n.oid = '{home}'::regnamespace
)
