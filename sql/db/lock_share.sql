-- Takes turns on one share: scans that publish and audit batches. Held to the end of the transaction.
-- Parameters: $1 share_id. Locks: advisory only. Rerun: safe, a second take in one transaction is free.
select pg_advisory_xact_lock(7310594, hashint8($1))
