-- Rows of `file_state` that name a snapshot which the share has not, or snapshots in an order that cannot be.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file_state ' || f.file_id as object,
    format('first seen in snapshot %s, this version from %s until %s, of %s', f.first_snapshot, f.from_snapshot,
        f.until_snapshot, s.last_snapshot_no) as finding
from {home}.file_state f
join {home}.share s on s.share_id = $1
where f.share_id = $1 and (
    (f.from_snapshot is null) <> (f.first_snapshot is null)
    or f.from_snapshot is null and (f.until_snapshot is not null or f.audit_atime_unix is null)
    or f.first_snapshot < 1 or f.first_snapshot > f.from_snapshot or f.from_snapshot > s.last_snapshot_no
    or f.until_snapshot <= f.from_snapshot or f.until_snapshot > s.last_snapshot_no
)
limit 100
