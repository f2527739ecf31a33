-- The policy of every tenant-owned table, for a partition with rows of several tenants.
-- Parameters: {table}. Locks: the table ACCESS EXCLUSIVE; nobody else uses it yet.
-- Rerun: fails, it is there; part of the transaction that attaches the table.
create policy tenant_rows on {table} using (tenant_id = (select tierload.current_tenant()))
