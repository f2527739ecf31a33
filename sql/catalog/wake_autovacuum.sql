-- A table that is attached is autovacuum's again. While it was staged autovacuum had to keep off: a worker on a table of
-- 90,000,000 rows holds its lock for minutes, and gives way only to somebody who waits longer than an attach does.
-- Parameters: {table}. Locks: the table SHARE UPDATE EXCLUSIVE. Rerun: safe.
alter table {table} reset (autovacuum_enabled)
