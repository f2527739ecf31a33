-- The access times of files that update_atime did not meet: those that the share no longer has, for the case that a scan finds
-- them again (they stay removed), and those that it knows by another form of their name.
-- Parameters: {state}; $1 now, $2 removed: which of both. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, an equal time is not later.
update {state} f
set audit_atime_unix = h.accessed_unix,
    audit_told_utc = $1
from pg_temp.staging_hit h
where h.is_removed = $2 and (h.is_removed or h.has_other_form) and f.dir_id = h.dir_id and f.name = h.name
    and (h.accessed_unix > f.audit_atime_unix or f.audit_atime_unix is null and h.accessed_unix is not null)
