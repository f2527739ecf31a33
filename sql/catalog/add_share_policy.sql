-- The policy of a partition all of whose rows are one tenant's.
-- Parameters: {table}, {tenant_id}. Locks: the table ACCESS EXCLUSIVE; nobody else uses it yet.
-- Rerun: fails, it is there; part of the transaction that attaches the table.
create policy tenant_rows on {table} using ((select tierload.current_tenant()) = {tenant_id})
