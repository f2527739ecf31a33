-- Binds a role to a tenant; returns no row when it is bound already, to this tenant or to another.
-- Parameters: $1 role, $2 tenant_id. Locks: one new row. Rerun: safe, a binding is left as it is.
insert into tierload.tenant_role (role_name, tenant_id) values ($1, $2)
on conflict (role_name) do nothing
returning role_name
