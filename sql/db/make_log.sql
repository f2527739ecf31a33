-- The role that owns the log, and its schema. Whoever makes them is a member of that role until this transaction ends.
-- Parameters: none. Locks: none that anybody else could wait for. Rerun: fails, the schema exists; the caller looked first, behind
-- an advisory lock.
do $$
begin
    if not exists (select from pg_roles where rolname = 'tierload_log') then
        begin
            create role tierload_log nologin;
        exception when duplicate_object or unique_violation then
            null; -- made at this moment for another database of the same server
        end;
    end if;
    if not pg_has_role(current_user, 'tierload_log',
            case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end) then
        execute format('grant tierload_log to %I', current_user);
    end if;
    create schema tierload_log authorization tierload_log;
    comment on schema tierload_log is 'What was done in the homes of tierload; see sql/README.md of tierload';
end
$$
