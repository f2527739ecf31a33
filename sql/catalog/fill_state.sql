-- First scan of a share: its present is the scan itself. CREATE TABLE AS, because it writes in bulk and, with
-- wal_level = minimal, without WAL. No autovacuum: see wake_autovacuum.sql.
-- Parameters: {staging_state}, {staging}. Locks: none that anybody else could wait for. Rerun: fails when the table
-- exists; the caller drops it first.
create table {staging_state} with (fillfactor = 85, autovacuum_enabled = false) as
select file_id as file_current_id, dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix,
    file_hash, file_extension
from {staging}
