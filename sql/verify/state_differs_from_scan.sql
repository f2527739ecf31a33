-- Files that the latest published scan saw and `file_state` does not have as present, or the other way round; and
-- present files whose size or mtime is not what that scan says. A file that an audit log alone knows may differ.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
with latest as (
    select f.dir_id, f.name, f.size_bytes, f.mtime_unix
    from tierload.file f
    where f.share_id = $1 and f.scan_id = (select last_scan_id from tierload.share where share_id = $1)
), present as (
    select dir_id, name, size_bytes, mtime_unix, file_current_id
    from tierload.file_state
    where share_id = $1 and removed_utc is null and first_seen_scan_id is not null
)
select coalesce('file_state ' || p.file_current_id, 'file ' || l.name) as object,
    case when p.file_current_id is null then 'the latest scan saw it, file_state does not have it as present'
         when l.dir_id is null then 'file_state has it as present, the latest scan did not see it'
         else 'size or mtime differs from the latest scan' end as finding
from latest l
full join present p on p.dir_id = l.dir_id and p.name = l.name
where p.file_current_id is null or l.dir_id is null
    or l.size_bytes is distinct from p.size_bytes
    or (l.mtime_unix is not null and l.mtime_unix is distinct from p.mtime_unix)
limit 100
