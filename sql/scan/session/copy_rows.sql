-- Takes the rows of a chunk.
-- Parameters: {staging}. Locks: staging ROW EXCLUSIVE. Rerun: only behind a claim in the same transaction.
copy {staging} (dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink, owner_id, group_id,
    name, name_raw, file_extension, file_hash)
from stdin (format binary)
