-- Takes what the rows of a chunk add up to, by directory.
-- Parameters: {staging_dirs}. Locks: staging_dirs ROW EXCLUSIVE. Rerun: only behind a claim in the same transaction.
copy {staging_dirs} (dir_id, files, bytes, allocated_bytes, digest) from stdin (format binary)
