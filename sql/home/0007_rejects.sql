-- How many rejected records of a chunk are kept: the first ones, lest rubbish fill the tables.
-- Locks: the ledger ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

alter table {home}.ingest_chunk add column rejects_kept bigint;
comment on column {home}.ingest_chunk.rejects_kept is 'Rejected records that scan_reject has; NULL where it has them all';
