-- All tenants, their homes, and the login roles bound to each.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select
    t.tenant_id,
    t.code,
    t.name,
    t.home::text,
    array(select b.role_name from tierload.tenant_role b where b.tenant_id = t.tenant_id order by 1)::text[] as roles
from tierload.tenant t
order by t.code
