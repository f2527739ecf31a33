-- Takes a role from its tenant. The role itself may be gone.
-- Parameters: $1 role, $2 tenant_id. Locks: its row. Rerun: safe, deletes nothing.
delete from tierload.tenant_role where role_name = $1 and tenant_id = $2
