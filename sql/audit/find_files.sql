-- Finds the files of a batch in the share. One pass over the staging table and one over the share, or one look-up a
-- file where the batch is small; rows leave in the order of the share's pages in the first case.
-- Parameters: {state}. Locks: none; the caller holds the share's turn, so that addresses stay. Rerun: fails within one
-- transaction.
create temporary table staging_hit on commit drop as
select s.*, f.ctid as state_ctid, f.file_current_id, f.atime_unix as old_atime_unix,
    f.removed_utc is not null as is_removed
from pg_temp.staging_audit s
left join {state} f on f.dir_id = s.dir_id and f.name = s.name
