-- Lets one process at a time build and publish a scan. Held to the end of the transaction.
-- Parameters: $1 scan_id. Locks: advisory only. Rerun: safe.
select pg_advisory_xact_lock(7310595, hashint8($1))
