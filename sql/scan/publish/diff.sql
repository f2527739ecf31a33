-- What a scan says of its share that file_state does not say yet, for one half of the directories: new files, changed ones
-- (or ones that came back), and those that it did not see. Rows that did not change do not appear and will not be written.
--
-- What the inputs have no column for does not count and is carried over; but a hash of other content goes, and a path that is made
-- again is another file. What was there before comes along, so that history is written without looking at file_state again. A
-- file that it did not see is gone, unless an audit log made it known, or accessed it, after the walk began.
--
-- A directory that adds up to what it did in the snapshot before has the same files: of those, only files that the snapshot
-- before did not see either are looked at. The cheaper condition stands first.
-- Parameters: {diff}, {dir_diff} (of this half), {staging}, {state}, {half} (0 or 1), {known} (of the scan), {started} (when the
-- walk began), {digests_tell} (0 or 1; 0: all rows are looked at).
-- Locks: none that anybody else could wait for; the share's lock is held. Rerun: only in the transaction that made
-- the table.
insert into {diff}
    (change, state_ctid, file_id, dir_id, name, name_raw, file_extension, size_bytes, atime_unix, mtime_unix, ctime_unix,
     allocated_bytes, frn, device, nlink, owner_id, group_id, file_hash, old_name_raw, old_file_extension, old_size_bytes,
     old_atime_unix, old_mtime_unix, old_ctime_unix, old_allocated_bytes, old_frn, old_device, old_nlink, old_owner_id,
     old_group_id, old_file_hash, old_from_snapshot, old_until_snapshot, was_removed, is_gone)
select
    case when f.file_id is null then 'new' when s.file_id is null then 'unseen' else 'changed' end as change,
    f.ctid as state_ctid,
    coalesce(f.file_id, s.file_id) as file_id,
    coalesce(s.dir_id, f.dir_id) as dir_id,
    coalesce(s.name, f.name) as name,
    s.name_raw,
    s.file_extension,
    s.size_bytes,
    case when {known} & 1 <> 0 then s.atime_unix when f.removed_utc is null then f.atime_unix end as atime_unix,
    case when {known} & 2 <> 0 then s.mtime_unix when f.removed_utc is null then f.mtime_unix end as mtime_unix,
    case when {known} & 4 <> 0 then s.ctime_unix when f.removed_utc is null then f.ctime_unix end as ctime_unix,
    case when {known} & 8 <> 0 then s.allocated_bytes when f.removed_utc is null then f.allocated_bytes end as allocated_bytes,
    case when {known} & 16 <> 0 then s.frn when f.removed_utc is null then f.frn end as frn,
    case when {known} & 32 <> 0 then s.device when f.removed_utc is null then f.device end as device,
    case when {known} & 64 <> 0 then s.nlink when f.removed_utc is null then f.nlink end as nlink,
    case when {known} & 128 <> 0 then s.owner_id when f.removed_utc is null then f.owner_id end as owner_id,
    case when {known} & 256 <> 0 then s.group_id when f.removed_utc is null then f.group_id end as group_id,
    case when {known} & 512 <> 0 then s.file_hash
         when f.removed_utc is null and s.size_bytes = f.size_bytes and ({known} & 2 = 0 or s.mtime_unix is not distinct from f.mtime_unix)
         then f.file_hash end as file_hash,
    f.name_raw as old_name_raw,
    f.file_extension as old_file_extension,
    f.size_bytes as old_size_bytes,
    f.atime_unix as old_atime_unix,
    f.mtime_unix as old_mtime_unix,
    f.ctime_unix as old_ctime_unix,
    f.allocated_bytes as old_allocated_bytes,
    f.frn as old_frn,
    f.device as old_device,
    f.nlink as old_nlink,
    f.owner_id as old_owner_id,
    f.group_id as old_group_id,
    f.file_hash as old_file_hash,
    f.from_snapshot as old_from_snapshot,
    f.until_snapshot as old_until_snapshot,
    f.removed_utc is not null as was_removed,
    s.file_id is null and not (
        f.from_snapshot is null and f.created_utc > {started}
        or coalesce(f.audit_atime_unix > extract(epoch from {started}::timestamptz), false)
    ) as is_gone
from (
    select *
    from {staging}
    where case when dir_id & 1 <> {half} then false when {digests_tell} = 0 then true else dir_id in (select dir_id from {dir_diff}) end
) s
full join (
    select ctid, *
    from {state}
    where case
        when dir_id & 1 <> {half} then false
        when {digests_tell} = 0 or removed_utc is null and (from_snapshot is null or until_snapshot is not null) then true
        else dir_id in (select dir_id from {dir_diff})
        end
) f on f.dir_id = s.dir_id and f.name = s.name
where case
    when f.file_id is null then true
    when s.file_id is null then f.removed_utc is null
    else f.from_snapshot is null or f.until_snapshot is not null
        or s.size_bytes is distinct from f.size_bytes
        or ({known} & 1 <> 0 and s.atime_unix is distinct from f.atime_unix)
        or ({known} & 2 <> 0 and s.mtime_unix is distinct from f.mtime_unix)
        or ({known} & 4 <> 0 and s.ctime_unix is distinct from f.ctime_unix)
        or ({known} & 8 <> 0 and s.allocated_bytes is distinct from f.allocated_bytes)
        or ({known} & 16 <> 0 and s.frn is distinct from f.frn)
        or ({known} & 32 <> 0 and s.device is distinct from f.device)
        or ({known} & 64 <> 0 and s.nlink is distinct from f.nlink)
        or ({known} & 128 <> 0 and s.owner_id is distinct from f.owner_id)
        or ({known} & 256 <> 0 and s.group_id is distinct from f.group_id)
        or ({known} & 512 <> 0 and s.file_hash is distinct from f.file_hash)
    end
