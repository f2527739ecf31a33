-- The loader role, the schema and the list of applied migrations.
-- Parameters: none. Locks: none that last (new objects, or none at all).
-- Rerun: safe, every part looks before it makes; one waits for another (advisory lock taken by the caller).
do $$
begin
    if not exists (select from pg_roles where rolname = 'tierload_loader') then
        begin
            create role tierload_loader nologin;
        exception when duplicate_object or unique_violation then
            null; -- made at this moment for another database of the same server
        end;
    end if;
    -- Since 16, whoever makes a role may administer it but not SET ROLE to it; before, a membership is both.
    if not pg_has_role(current_user, 'tierload_loader',
            case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end) then
        execute format('grant tierload_loader to %I', current_user);
    end if;
    -- The loader makes the schema of each tenant.
    if not has_database_privilege('tierload_loader', current_database(), 'create') then
        execute format('grant create on database %I to tierload_loader', current_database());
    end if;
    if not exists (select from pg_namespace where nspname = 'tierload') then
        create schema tierload authorization tierload_loader;
        comment on schema tierload is 'Storage scans and file accesses; see sql/README.md of tierload';
        grant usage on schema tierload to public;
        create table tierload.schema_migration (
            version integer primary key,
            name text not null,
            checksum text not null,
            applied_utc timestamptz not null
        );
        alter table tierload.schema_migration owner to tierload_loader;
    end if;
end
$$
