-- The ledger of a scan that is being loaded, for those who may see the scan.
-- Locks: the ledger ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

grant select on {home}.ingest_chunk to public;
