-- Which files of a batch the share knows. Needed only where some were not updated, or where objects are to be warmed.
-- Parameters: {state}. Locks: none; the caller holds the share's lock. Rerun: only in the transaction that made the table.
insert into pg_temp.staging_hit
    (dir_id, name, name_raw, file_extension, accessed_unix, seen_unix, accesses, is_file, access_times, file_id,
     is_removed)
select s.dir_id, s.name, s.name_raw, s.file_extension, s.accessed_unix, s.seen_unix, s.accesses, s.is_file, s.access_times,
    f.file_id, f.removed_utc is not null
from pg_temp.staging_audit s
left join {state} f on f.dir_id = s.dir_id and f.name = s.name
