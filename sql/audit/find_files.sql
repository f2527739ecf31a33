-- Which files of a batch the share knows. Needed only where some were not updated, or where objects are to be warmed.
-- Parameters: {state}. Locks: none; the caller holds the share's lock. Rerun: only in the transaction that made the table.
insert into pg_temp.staging_hit
select s.*, f.file_id, f.removed_utc is not null
from pg_temp.staging_audit s
left join {state} f on f.dir_id = s.dir_id and f.name = s.name
