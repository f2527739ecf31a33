-- The roles that were bound to the tenants of a home before it was made.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select b.role_name::text
from tierload.tenant_role b
join tierload.tenant t on t.tenant_id = b.tenant_id
join pg_roles r on r.rolname = b.role_name
where t.home = $1::text::name
