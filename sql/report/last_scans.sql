-- The two latest published scans of a share, newest first.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select snapshot_no, started_utc, files_new, files_changed, files_unchanged, files_removed
from {home}.scan
where share_id = $1 and snapshot_no is not null
order by snapshot_no desc
limit 2
