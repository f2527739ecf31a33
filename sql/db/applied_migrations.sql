-- The applied migrations, oldest first.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select version, name, checksum from tierload.schema_migration order by version
