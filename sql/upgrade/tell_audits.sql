-- What the files of before homes knew beside their scans: access times from audit logs, and when a file became known or was
-- found removed.
-- Parameters: {state}, {old_state}. Locks: the rows it changes; the caller holds the share's lock. Rerun: safe, writes nothing
-- the second time.
update {state} f
set created_utc = s.created_utc,
    removed_utc = s.removed_utc,
    audit_atime_unix = case when s.atime_from_audit then s.atime_unix end,
    audit_told_utc = case when s.atime_from_audit then s.atime_updated_utc end
from {old_state} s
where s.file_current_id = f.file_id
    and (s.atime_from_audit or f.created_utc <> s.created_utc or f.removed_utc is distinct from s.removed_utc)
