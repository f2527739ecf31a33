-- Proves the partition's bound, so that attaching need not look at the rows.
-- Parameters: {staging}, {tenant_id}, {share_id}. Locks: staging ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails when the columns are not there; part of the transaction that adds them.
alter table {staging} add check (share_id = {share_id} and tenant_id = {tenant_id})
