-- The largest files that the latest scan found new, changed or gone, at most five of each.
-- Parameters: $1 share_id, $2 snapshot_no. Locks: none. Rerun: safe, reads only.
select change, full_path, size_bytes
from (
    select change, dir_id, name, size_bytes,
        row_number() over (partition by change order by size_bytes desc nulls last, dir_id, name) as place
    from (
        select case when removed_utc is not null then 'removed' when first_snapshot = $2 then 'new' else 'changed' end as change,
            dir_id, name, size_bytes
        from {home}.file_state
        where share_id = $1 and (from_snapshot = $2
            or removed_utc = (select finished_utc from {home}.scan where share_id = $1 and snapshot_no = $2))
    ) c
) r
join lateral (
    select case when d.dir_path = '/' then '/' || r.name else d.dir_path || '/' || r.name end as full_path
    from {home}.dir d
    where d.dir_id = r.dir_id and d.share_id = $1
) p on true
where place <= 5
order by change, place
