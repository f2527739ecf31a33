-- How many files are not the same before and after: other names, other sizes, present here and removed there.
-- Parameters: {state}, {old_state}. Locks: none. Rerun: safe, reads only.
select count(*) as files
from {state} f
full join {old_state} s on s.file_current_id = f.file_id
where f.file_id is null or s.file_current_id is null or f.dir_id <> s.dir_id or f.name <> s.name
    or f.size_bytes is distinct from s.size_bytes
    or (f.removed_utc is null) <> (s.removed_utc is null)
    or f.from_snapshot is not null and (f.until_snapshot is null) <> (s.removed_utc is null)
    or (f.first_snapshot is null) <> (s.first_seen_scan_id is null)
    or s.atime_from_audit and s.atime_unix is distinct from f.audit_atime_unix
