-- Access times of present files, only where later than all that audit logs said; a later scan may see an earlier time
-- than this one saw. No column that a snapshot reads and no indexed column is written: the update is HOT where the page
-- has room. Rows are staged in the order of the key, which is by and large that of the share's pages.
-- Parameters: {state}; $1 now. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, an equal time is not later.
update {state} f
set audit_atime_unix = s.accessed_unix,
    audit_told_utc = $1
from pg_temp.staging_audit s
where f.dir_id = s.dir_id and f.name = s.name
    and f.removed_utc is null
    and (s.accessed_unix > f.audit_atime_unix or f.audit_atime_unix is null and s.accessed_unix is not null)
