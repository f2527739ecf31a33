-- Whether there is no guarded log yet and whoever logged in could make it: as a superuser, as one who may make roles, or as a member of
-- its role. A role that others are members of is left alone: they would be able to change the log.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select not made.found and me.may_create and (
        me.rolsuper
        or log_role.oid is null and me.rolcreaterole
        or log_role.oid is not null and not log_role.is_of_others and (log_role.is_mine or me.rolcreaterole and v.number < 160000)
    ) as may_guard,
    coalesce(log_role.may_be, false) as may_be
from (select current_setting('server_version_num')::integer as number) v
cross join (
    select oid, rolsuper, rolcreaterole, has_database_privilege(oid, current_database(), 'create') as may_create
    from pg_roles where rolname = current_user
) me
cross join (select exists (select from pg_namespace where nspname = 'tierload_log') as found) made
left join lateral (
    select r.oid, pg_has_role(me.oid, r.oid, 'member') as is_mine,
        pg_has_role(me.oid, r.oid, case when v.number >= 160000 then 'set' else 'member' end) as may_be,
        exists (
            select from pg_roles o
            where not o.rolsuper and o.oid not in (r.oid, me.oid) and pg_has_role(o.oid, r.oid, 'member')
        ) as is_of_others
    from pg_roles r where r.rolname = 'tierload_log'
) log_role on true
