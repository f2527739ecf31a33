-- Binds the rest of the transaction to a tenant: row security holds for the owner of the tables as well.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, same outcome.
select set_config('app.tenant_id', $1::uuid::text, true) as tenant_id
