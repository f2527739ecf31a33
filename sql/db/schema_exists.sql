-- Whether any migration was ever applied here.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select pg_catalog.to_regclass('tierload.schema_migration') is not null as found
