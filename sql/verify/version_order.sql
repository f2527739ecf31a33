-- Versions of one file that hold in one snapshot, or that end before they begin.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file ' || file_id as object,
    format('a version from snapshot %s until %s, the next one from %s', from_snapshot, until_snapshot, next_from) as finding
from (
    select file_id, from_snapshot, until_snapshot,
        lead(from_snapshot) over (partition by file_id order by from_snapshot) as next_from
    from {home}.file_version
    where share_id = $1
) v
where until_snapshot <= from_snapshot or coalesce(until_snapshot, 2147483647) > next_from
limit 100
