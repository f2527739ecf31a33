-- Snapshots with a shorter plan: the server reads the two tables of a UNION ALL as one only if its arms have no condition of
-- their own.
-- Locks: the view ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

create or replace view {home}.file_version with (security_invoker = true) as
select v.*
from (
    select file_id, tenant_id, share_id, dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash,
        file_extension, allocated_bytes, device, nlink, owner_id, group_id, from_snapshot, until_snapshot
    from {home}.file_state
    union all
    select file_id, tenant_id, share_id, dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash,
        file_extension, allocated_bytes, device, nlink, owner_id, group_id, from_snapshot, until_snapshot
    from {home}.file_history
) v
where v.from_snapshot is not null;
