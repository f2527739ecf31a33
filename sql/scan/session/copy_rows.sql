-- Takes the rows of a chunk.
-- Parameters: {staging}. Locks: staging ROW EXCLUSIVE. Rerun: only behind a claim in the same transaction.
copy {staging} (dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash, file_extension)
from stdin (format binary)
