-- What stands in our schemas, or runs where we work, and is neither the loader role's nor a superuser's: reading it would run the
-- code of whoever made it with the rights of whoever reads. Functions, views, operators and triggers can do that, and whoever may
-- create in a schema can add them at any time.
-- Read before anything else of a schema. The session's search path is pg_catalog and pg_temp.
-- Parameters: $1 schemas. Locks: none. Rerun: safe, reads only.
with ours as materialized (
    select oid, nspname, nspowner, nspacl from pg_namespace where nspname = any ($1::text[]::name[])
),
trusted as materialized (
    select oid from pg_roles where rolsuper or rolname = 'tierload_loader'
),
owned (class, object, owner) as (
    select 'pg_namespace'::regclass, oid, nspowner from ours
    union all
    select 'pg_class'::regclass, c.oid, c.relowner from ours join pg_class c on c.relnamespace = ours.oid
    where c.relkind not in ('i', 'I', 't')
    union all
    select 'pg_proc'::regclass, p.oid, p.proowner from ours join pg_proc p on p.pronamespace = ours.oid
    union all
    -- Rows of tables, and arrays, belong to whom the table and the element belong.
    select 'pg_type'::regclass, t.oid, t.typowner from ours join pg_type t on t.typnamespace = ours.oid
    where t.typrelid = 0 and t.typcategory <> 'A'
    union all
    select 'pg_operator'::regclass, o.oid, o.oprowner from ours join pg_operator o on o.oprnamespace = ours.oid
    union all
    select 'pg_opclass'::regclass, o.oid, o.opcowner from ours join pg_opclass o on o.opcnamespace = ours.oid
    union all
    select 'pg_opfamily'::regclass, o.oid, o.opfowner from ours join pg_opfamily o on o.opfnamespace = ours.oid
    union all
    select 'pg_collation'::regclass, c.oid, c.collowner from ours join pg_collation c on c.collnamespace = ours.oid
    union all
    select 'pg_conversion'::regclass, c.oid, c.conowner from ours join pg_conversion c on c.connamespace = ours.oid
    union all
    select 'pg_statistic_ext'::regclass, s.oid, s.stxowner from ours join pg_statistic_ext s on s.stxnamespace = ours.oid
)
select pg_describe_object(class, object, 0) || ' belongs to role ' || pg_get_userbyid(owner) as stranger
from owned
where owner not in (select oid from trusted)
union all
select format('%s may create in schema %s', case a.grantee when 0 then 'everybody' else 'role ' || pg_get_userbyid(a.grantee) end,
    ours.nspname)
from ours, aclexplode(ours.nspacl) a
where a.privilege_type = 'CREATE' and a.grantee not in (select oid from trusted)
union all
select format('%s runs a function of role %s', pg_describe_object('pg_trigger'::regclass, t.oid, 0), pg_get_userbyid(p.proowner))
from ours
join pg_class c on c.relnamespace = ours.oid
join pg_trigger t on t.tgrelid = c.oid
join pg_proc p on p.oid = t.tgfoid
where not t.tgisinternal and p.proowner not in (select oid from trusted)
union all
select format('%s runs a function of role %s', pg_describe_object('pg_event_trigger'::regclass, e.oid, 0),
    pg_get_userbyid(p.proowner))
from pg_event_trigger e
join pg_proc p on p.oid = e.evtfoid
where e.evtenabled <> 'D' and p.proowner not in (select oid from trusted)
    -- Managed servers have administrators who are no superusers. Whoever logs in may run their own.
    and p.proowner <> (select oid from pg_roles where rolname = session_user)
order by 1
