-- Whether any migration was ever applied here.
-- Runs before the search_path is set, and so names its function's schema.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select pg_catalog.to_regclass('tierload.schema_migration') is not null as found
