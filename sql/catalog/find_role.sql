-- What a role is, and which tenant it is bound to. `sees_all` is why no binding could hold it, or NULL.
-- Parameters: $1 role. Locks: none. Rerun: safe, reads only.
select
    r.rolcanlogin,
    case
        when r.rolsuper then 'is a superuser'
        when r.rolbypassrls then 'has BYPASSRLS'
        when pg_has_role(r.oid, 'tierload_loader', 'member') then 'is a member of tierload_loader'
        -- Before 16 whoever may create roles may join any role that is no superuser.
        when r.rolcreaterole and current_setting('server_version_num')::integer < 160000 then 'has CREATEROLE'
        when more.rolname is not null then 'is a member of ' || more.rolname
    end as sees_all,
    t.code,
    has_database_privilege(r.oid, current_database(), 'connect') as connects
from pg_roles r
left join tierload.tenant_role b on b.role_name = r.rolname
left join tierload.tenant t on t.tenant_id = b.tenant_id
left join lateral (
    select m.rolname
    from pg_roles m
    where m.oid <> r.oid
        and (m.rolsuper or m.rolbypassrls
            or m.rolcreaterole and current_setting('server_version_num')::integer < 160000
            or m.rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program', 'pg_read_server_files',
                'pg_write_server_files'))
        and pg_has_role(r.oid, m.oid, 'member')
    order by m.rolname
    limit 1
) more on true
where r.rolname = $1
