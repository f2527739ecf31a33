-- The key of a scan's partition, built in bulk. Fails with unique_violation where a file stands twice. An index, not
-- yet a primary key, because that would lock out the readers that build file_state at the same time.
-- Parameters: {staging}, {staging_key}. Locks: staging SHARE. Rerun: safe, an existing index is kept.
create unique index if not exists {staging_key} on {staging} (dir_id, name, scan_id, share_id)
