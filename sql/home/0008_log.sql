-- What notes who did what. Where the log is guarded, `tierload migrate` has it call the log, and makes a view of audit_log.
-- Locks: none that anybody else could wait for. Rerun: applied once a home, with its record.

create function {home}.add_audit_log(tenant_id uuid, share_id bigint, logged_utc timestamptz, action text, detail jsonb) returns void
    language sql
    set search_path = pg_catalog, pg_temp
    as $$
        insert into {home}.audit_log (tenant_id, share_id, logged_utc, action, detail) values ($1, $2, $3, $4, $5)
    $$;
revoke execute on function {home}.add_audit_log from public;
