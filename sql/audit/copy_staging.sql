-- Takes the files of a batch, ordered by directory and name.
-- Parameters: none. Locks: none. Rerun: only in the transaction that made the table.
copy pg_temp.staging_audit
    (dir_id, name, name_raw, file_extension, accessed_unix, seen_unix, accesses, is_file, access_times)
from stdin (format binary)
