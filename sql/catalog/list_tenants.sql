-- All tenants, their homes, up to which version each home is and whether it is there, and the login roles bound to each tenant.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select
    t.tenant_id,
    t.code,
    t.name,
    t.home::text,
    coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version,
    exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = t.home and c.relname = 'share'
    ) as is_there,
    array(select b.role_name from tierload.tenant_role b where b.tenant_id = t.tenant_id order by 1)::text[] as roles
from tierload.tenant t
order by t.code
