-- How many files of a snapshot, made again from the versions, are not what the scan of before homes has.
-- Parameters: {state}, {history}, {old_files}; $1 snapshot_no, $2 known. Locks: none. Rerun: safe, reads only.
with version as (
    select * from (
        select dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
            owner_id, group_id, file_extension, file_hash, from_snapshot, until_snapshot
        from {state}
        union all
        select dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
            owner_id, group_id, file_extension, file_hash, from_snapshot, until_snapshot
        from {history}
    ) v
    where from_snapshot <= $1 and (until_snapshot is null or until_snapshot > $1)
)
select count(*) as files
from version v
full join {old_files} f on f.dir_id = v.dir_id and f.name = v.name
where v.dir_id is null or f.dir_id is null
    or f.name_raw is distinct from v.name_raw
    or f.size_bytes <> v.size_bytes
    or f.atime_unix is distinct from case when $2::integer & 1 <> 0 then v.atime_unix end
    or f.mtime_unix is distinct from case when $2 & 2 <> 0 then v.mtime_unix end
    or f.ctime_unix is distinct from case when $2 & 4 <> 0 then v.ctime_unix end
    or f.frn is distinct from case when $2 & 16 <> 0 then v.frn end
    or f.file_hash is distinct from case when $2 & 512 <> 0 then v.file_hash end
    or f.file_extension is distinct from v.file_extension
    or coalesce(v.allocated_bytes, v.device, v.nlink, v.owner_id, v.group_id) is not null
