-- The share's level of `file`, below which each scan becomes a partition.
-- Parameters: {file_share}. Locks: none that anybody else could wait for. Rerun: fails, the table exists.
create table {file_share} (like tierload.file including all) partition by list (scan_id)
