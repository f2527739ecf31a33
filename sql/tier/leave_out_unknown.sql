-- Leaves out files whose access time is not known: they may be in use.
-- Parameters: none. Locks: none. Rerun: only in the transaction that made the table.
delete from pg_temp.plan_candidate where not atime_is_known
