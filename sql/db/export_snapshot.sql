-- The name under which other sessions can read what this one reads, while its transaction is open.
-- Parameters: none. Locks: none. Rerun: safe, gives another name.
select pg_catalog.pg_export_snapshot() as name
