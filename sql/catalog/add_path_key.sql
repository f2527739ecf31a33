-- The key by which a share's files are found, built in bulk. Fails with unique_violation where a file stands twice. A
-- directory belongs to one share, so the key needs no share.
-- Parameters: {table}, {key}. Locks: the table SHARE. Rerun: safe, an existing index is kept.
create unique index if not exists {key} on {table} (dir_id, name)
