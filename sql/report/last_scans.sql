-- The two latest published scans of a share, newest first.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select scan_id, started_utc, finished_utc, files_new, files_changed, files_unchanged, files_removed
from tierload.scan
where share_id = $1 and status in ('OK', 'WARN')
order by scan_id desc
limit 2
