-- How the log is guarded: whether its role owns all of its schema and nobody else has more rights there than tierload gives, whose
-- that schema is, which homes still have a log of their own (of tenants that whoever asks may see), and who but superusers is a member
-- of that role, or may make himself one.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
with log_role as (
    select oid from pg_roles where rolname = 'tierload_log'
),
log_schema as (
    select oid, nspowner from pg_namespace where nspname = 'tierload_log'
)
select
    exists (
        select from log_schema n
        join log_role r on r.oid = n.nspowner
        join pg_proc p on p.pronamespace = n.oid and p.proname = 'add' and p.prosecdef
    ) and not exists (
        select from log_schema n, log_role r
        where exists (select from pg_class c where c.relnamespace = n.oid and c.relowner <> r.oid)
            or exists (select from pg_proc p where p.pronamespace = n.oid and p.proowner <> r.oid)
    ) and not exists (
        -- Rights and policies that tierload does not give.
        select from log_schema n
        join pg_class c on c.relnamespace = n.oid, aclexplode(c.relacl) a, log_role r
        where a.grantee <> r.oid and a.privilege_type <> 'SELECT'
        union all
        select from log_schema n
        join pg_proc p on p.pronamespace = n.oid, aclexplode(p.proacl) a, log_role r
        where a.grantee <> r.oid and p.proname not in ('add', 'current_tenant')
        union all
        select from log_schema n
        join pg_class c on c.relnamespace = n.oid
        join pg_policy p on p.polrelid = c.oid
        where p.polname not in ('tenant_rows', 'tenant_adds', 'tenant_heads')
    ) and (
        select coalesce(bool_and(c.relrowsecurity and c.relforcerowsecurity), false)
        from pg_class c join log_schema n on n.oid = c.relnamespace where c.relkind = 'r'
    ) as is_guarded,
    (select pg_get_userbyid(nspowner)::text from log_schema) as schema_owner,
    array(
        select h.home::text
        from (select distinct home from tierload.tenant) h
        join pg_namespace n on n.nspname = h.home
        join pg_class c on c.relnamespace = n.oid and c.relname = 'audit_log' and c.relkind = 'r'
        order by 1
    ) as open_homes,
    array(
        select o.rolname::text
        from pg_roles o, log_role r
        where not o.rolsuper and o.oid <> r.oid
            and (pg_has_role(o.oid, r.oid, 'member')
                or o.rolcreaterole and current_setting('server_version_num')::integer < 160000)
        order by 1
    ) as masters,
    session_user::text as login
