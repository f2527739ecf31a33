-- A share's partition of a table, empty, with the proof of its bound.
-- Parameters: {leaf}, {parent}, {share_id}, {tenant_id}. Locks: none that anybody else could wait for.
-- Rerun: fails, the table exists; the caller looks first.
create table {leaf} (
    like {parent} including all,
    check (share_id = {share_id} and tenant_id = {tenant_id})
)
