-- From here on a home notes what is done in the guarded log, which takes no time from anybody.
-- Parameters: {home}. Locks: the function's row. Rerun: safe, same outcome.
create or replace function {home}.add_audit_log(tenant_id uuid, share_id bigint, logged_utc timestamptz, action text, detail jsonb)
    returns void
    language sql
    set search_path = pg_catalog, pg_temp
    as $$ select tierload_log.add(tenant_id, share_id, action, detail) $$
