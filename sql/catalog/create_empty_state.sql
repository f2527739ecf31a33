-- An empty file_state of a share that no scan has filled: an audit log came first.
-- Parameters: {state}, {share_id}, {tenant_id}. Locks: none that anybody else could wait for.
-- Rerun: fails, the table exists; the caller looks first.
create table {state} (
    like tierload.file_state including all,
    check (share_id = {share_id} and tenant_id = {tenant_id})
) with (fillfactor = 85)
