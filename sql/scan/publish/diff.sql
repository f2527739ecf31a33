-- What a scan says of its share that file_state does not say yet: new, changed (or returned) and removed files.
-- Rows that did not change do not appear and will not be written.
--
-- atime: a later time that an audit log brought stays. What a dump does not know does not erase what is known; but a
-- hash of other content goes. A file that was first known from an audit log after the walk began is not removed.
-- Parameters: {diff}, {staging}, {state}, {started} (when the walk began).
-- Locks: none that anybody else could wait for; the caller holds the share's lock. Rerun: fails when the table exists;
-- it is dropped in the transaction that made it.
create table {diff} as
select *
from (
    select
        case when f.file_current_id is null then 'new' when s.dir_id is null then 'removed' else 'changed' end as change,
        f.ctid as state_ctid,
        f.file_current_id,
        s.dir_id, s.name, s.name_raw, s.size_bytes,
        case when s.atime_unix is null or (f.atime_from_audit and f.atime_unix >= s.atime_unix)
            then f.atime_unix else s.atime_unix end as atime_unix,
        coalesce(f.atime_from_audit and (s.atime_unix is null or f.atime_unix >= s.atime_unix), false)
            as atime_from_audit,
        coalesce(s.mtime_unix, f.mtime_unix) as mtime_unix,
        coalesce(s.ctime_unix, f.ctime_unix) as ctime_unix,
        case when s.file_hash is null and s.size_bytes = f.size_bytes
                and (s.mtime_unix is null or s.mtime_unix = f.mtime_unix)
            then f.file_hash else s.file_hash end as file_hash,
        s.file_extension,
        f.size_bytes as old_size_bytes, f.atime_unix as old_atime_unix, f.mtime_unix as old_mtime_unix,
        f.ctime_unix as old_ctime_unix, f.file_hash as old_file_hash, f.removed_utc as old_removed_utc,
        f.first_seen_scan_id as old_first_seen_scan_id, f.created_utc as old_created_utc
    from {staging} s
    full join {state} f on f.dir_id = s.dir_id and f.name = s.name
) d
where case d.change
    when 'new' then true
    when 'changed' then
        d.old_removed_utc is not null or d.old_first_seen_scan_id is null
        or d.size_bytes is distinct from d.old_size_bytes
        or d.atime_unix is distinct from d.old_atime_unix
        or d.mtime_unix is distinct from d.old_mtime_unix
        or d.ctime_unix is distinct from d.old_ctime_unix
        or d.file_hash is distinct from d.old_file_hash
    else
        d.old_removed_utc is null
        and not (d.old_first_seen_scan_id is null
            and (d.old_created_utc > {started} or d.old_atime_unix > extract(epoch from {started}::timestamptz)))
    end
