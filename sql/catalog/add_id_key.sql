-- The key by which tier objects find their files, built in bulk.
-- Parameters: {table}, {key}. Locks: the table SHARE. Rerun: safe, an existing index is kept.
create unique index if not exists {key} on {table} (file_id)
