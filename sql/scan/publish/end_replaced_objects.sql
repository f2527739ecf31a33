-- Ends stubbed objects in whose place the scan saw another file: a path that is made again is another file. What is neither
-- as the file was planned, nor as the mover says that it left the stub, is another file: by size or time of change; on NTFS
-- and SMB by the time of making too; on NTFS and POSIX by the inode. What the scan or the object does not know tells
-- nothing (a version keeps what an earlier scan knew), and neither does a walk that began before the stub was made. Looked at
-- are files that changed, and objects whose stub was made since the walk before: all others were looked at when they changed.
-- Counts what was ended, and by what the files differ from those that were planned.
-- Parameters: {state}, {diff_0}, {diff_1}; $1 share_id, $2 now, $3 started, $4 started_before (of the scan before; NULL for
-- none), $5 source_type, $6 known (as in scan). Locks: the rows it changes; the caller holds the share's lock. Rerun: safe,
-- changes nothing the second time.
with looked_at as (
    select file_id from {diff_0} where change = 'changed'
    union
    select file_id from {diff_1} where change = 'changed'
    union
    select file_current_id
    from {home}.tier_object_state
    where share_id = $1 and state = 'STUBBED' and ($4::timestamptz is null or stubbed_utc >= $4)
),
ended as (
    update {home}.tier_object_state o
    set state = 'DELETED',
        deleted_utc = $2
    from looked_at l
    join {state} f on f.file_id = l.file_id
    where o.share_id = $1 and o.state = 'STUBBED' and o.stubbed_utc < $3
        and o.file_current_id = l.file_id and f.from_snapshot is not null and f.until_snapshot is null
        and (
            f.size_bytes <> o.size_bytes
            or $6::integer & 2 <> 0 and f.mtime_unix <> o.mtime_unix
            or $6 & 4 <> 0 and $5 in ('NTFS', 'SMB') and f.ctime_unix <> o.ctime_unix
            or $6 & 16 <> 0 and $5 in ('NTFS', 'POSIX') and f.frn <> o.frn
        )
        and (
            f.size_bytes <> coalesce(o.stub_size_bytes, o.size_bytes)
            or $6::integer & 2 <> 0 and f.mtime_unix <> coalesce(o.stub_mtime_unix, o.mtime_unix)
            or $6 & 4 <> 0 and $5 in ('NTFS', 'SMB') and f.ctime_unix <> o.ctime_unix
            or $6 & 16 <> 0 and $5 in ('NTFS', 'POSIX') and f.frn <> coalesce(o.stub_frn, o.frn)
        )
    returning
        f.size_bytes <> o.size_bytes as other_size,
        $6 & 2 <> 0 and f.mtime_unix <> o.mtime_unix as other_mtime,
        $6 & 4 <> 0 and $5 in ('NTFS', 'SMB') and f.ctime_unix <> o.ctime_unix as other_birth,
        $6 & 16 <> 0 and $5 in ('NTFS', 'POSIX') and f.frn <> o.frn as other_inode
)
select
    count(*) as objects,
    count(*) filter (where other_size) as other_size,
    count(*) filter (where other_mtime) as other_mtime,
    count(*) filter (where other_birth) as other_birth,
    count(*) filter (where other_inode) as other_inode
from ended
