-- Lets one process at a time make and drop partitions of lucid_audit_processed. Held to the end of the transaction.
-- Parameters: none. Locks: advisory only. Rerun: safe.
select pg_advisory_xact_lock(7310597)
