-- The key of a share's dir_state, built in bulk.
-- Parameters: {table}, {key}. Locks: the table SHARE. Rerun: safe, an existing index is kept.
create unique index if not exists {key} on {table} (dir_id)
