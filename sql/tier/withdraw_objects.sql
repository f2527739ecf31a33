-- Withdraws planned objects whose files are gone or are not what was planned (other size or time of change, on NTFS and
-- SMB another time of making, on NTFS and POSIX another inode), or turned out to be in use since: they were accessed or
-- changed after they were planned, and are no longer cold. The row goes, because nothing was moved yet; audit_log has
-- the count. A file that is still cold is planned anew as it is now.
-- Parameters: {state}; $1 share_id, $2 used_before (seconds since 1970), $3 source_type. Locks: the rows it deletes; the
-- caller holds the share's lock. Rerun: safe, deletes nothing the second time.
delete from {home}.tier_object_state o
using {state} f
left join {home}.scan c on c.share_id = $1 and c.snapshot_no = f.from_snapshot
where o.share_id = $1 and o.state = 'PLANNED'
    and f.file_id = o.file_current_id
    and (
        f.removed_utc is not null
        or f.size_bytes <> o.size_bytes
        or f.mtime_unix <> o.mtime_unix
        or $3 in ('NTFS', 'SMB') and f.ctime_unix <> o.ctime_unix
        or $3 in ('NTFS', 'POSIX') and f.frn <> o.frn
        or (
            greatest(f.audit_told_utc, c.finished_utc) > o.planned_utc
            and greatest(f.atime_unix, f.audit_atime_unix, f.mtime_unix) >= $2
        )
    )
