-- All tenants, their homes, up to which version each home is, and the login roles bound to each tenant.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select
    t.tenant_id,
    t.code,
    t.name,
    t.home::text,
    coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version,
    array(select b.role_name from tierload.tenant_role b where b.tenant_id = t.tenant_id order by 1)::text[] as roles
from tierload.tenant t
order by t.code
