-- Accesses that logs told of a file before any scan had seen it, under another form of its name: logs have NFC, and a share that is
-- no filespace has the bytes that a scan saw. A row that logs alone know, and this scan did not see, is that of the one present
-- file whose path is the same in NFC: its access is that file's. Of more than one it is none's.
-- Only names that are not ASCII are looked for, so that this costs nothing where there are none.
-- Parameters: {state}, {diff_0}, {diff_1}; $1 share_id. Locks: the rows it changes; the caller holds the share's lock. Rerun: safe, an
-- equal time is not later.
with logged as materialized (
    select f.file_id, f.dir_id, f.name, f.audit_atime_unix, f.audit_told_utc, d.dir_path,
        octet_length(d.dir_path) > char_length(d.dir_path) as in_other_folder
    from (
        select file_id from {diff_0} where change = 'unseen' and old_from_snapshot is null
        union all
        select file_id from {diff_1} where change = 'unseen' and old_from_snapshot is null
    ) u
    join {state} f on f.file_id = u.file_id
    join {home}.dir d on d.share_id = $1 and d.dir_id = f.dir_id
    where f.audit_atime_unix is not null
        and (octet_length(f.name) > char_length(f.name) or octet_length(d.dir_path) > char_length(d.dir_path))
),
folder as (
    select l.dir_id as log_dir_id, d.dir_id
    from (select distinct dir_id, dir_path from logged where in_other_folder) l
    join {home}.dir d on d.share_id = $1 and octet_length(d.dir_path) > char_length(d.dir_path)
        and normalize(d.dir_path, nfc) = l.dir_path
    union all
    select distinct dir_id, dir_id from logged where not in_other_folder
),
found as (
    select l.file_id as logged_id, min(f.file_id) as file_id, min(l.audit_atime_unix) as accessed_unix,
        min(l.audit_told_utc) as told_utc
    from logged l
    join folder on folder.log_dir_id = l.dir_id
    join {state} f on f.dir_id = folder.dir_id and normalize(f.name, nfc) = l.name
    where f.file_id <> l.file_id and f.removed_utc is null and f.from_snapshot is not null
    group by l.file_id
    having count(*) = 1
)
update {state} f
set audit_atime_unix = found.accessed_unix,
    audit_told_utc = found.told_utc
from found
where f.file_id = found.file_id and (f.audit_atime_unix is null or f.audit_atime_unix < found.accessed_unix)
