-- What the directories that changed add up to now.
-- Parameters: {dir_state}, {dir_diff}; $1 snapshot_no. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, writes the same values.
update {dir_state} s
set files = d.files, bytes = d.bytes, allocated_bytes = d.allocated_bytes, digest = d.digest, from_snapshot = $1
from {dir_diff} d
where not d.is_new and s.dir_id = d.dir_id
