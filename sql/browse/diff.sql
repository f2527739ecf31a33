-- The files in which two snapshots of a share differ, in the order of their paths. A version that both have is no difference, nor are
-- two versions that say the same: the file was away in between.
-- Parameters: $1 share_id, $2 before, $3 after (the numbers of the snapshots), $4 under (only files in this directory or below it;
-- `/` for all). Locks: none. Rerun: safe, reads only.
with before as (
    select file_id, dir_id, name, size_bytes, mtime_unix, file_hash, (atime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
        owner_id, group_id, name_raw) as other
    from {home}.file_version
    where share_id = $1 and from_snapshot <= $2::integer and until_snapshot > $2 and until_snapshot <= $3::integer
),
after as (
    select file_id, dir_id, name, size_bytes, mtime_unix, file_hash, (atime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
        owner_id, group_id, name_raw) as other
    from {home}.file_version
    where share_id = $1 and from_snapshot > $2 and from_snapshot <= $3 and (until_snapshot is null or until_snapshot > $3)
)
select d.dir_path, coalesce(n.name, o.name) as name, o.size_bytes as old_size_bytes, n.size_bytes as new_size_bytes,
    o.mtime_unix as old_mtime_unix, n.mtime_unix as new_mtime_unix,
    case when o.file_id is null then 'new' when n.file_id is null then 'removed'
         when n.size_bytes > o.size_bytes then 'grown' when n.size_bytes < o.size_bytes then 'shrunk'
         when n.mtime_unix is distinct from o.mtime_unix or n.file_hash is distinct from o.file_hash then 'changed'
         else 'touched' end as change
from before o
full join after n on n.file_id = o.file_id
join {home}.dir d on d.dir_id = coalesce(n.dir_id, o.dir_id) and d.share_id = $1
where ($4::text = '/' or d.dir_path = $4 or starts_with(d.dir_path, $4 || '/'))
    and (o.file_id is null or n.file_id is null or o.size_bytes is distinct from n.size_bytes
        or o.mtime_unix is distinct from n.mtime_unix or o.file_hash is distinct from n.file_hash or o.other is distinct from n.other)
order by d.dir_path, name
