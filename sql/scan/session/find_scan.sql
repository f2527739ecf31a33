-- A scan that was begun before, and when the last of its inputs was written; locked so that it is not given up or restarted
-- meanwhile.
-- Parameters: $1 share_id, $2 scan_guid. Locks: the scan's row. Rerun: safe.
select s.scan_id, s.status, s.started_utc, s.loading_utc, s.chunk_bytes, s.under_dirs,
    (select max(i.modified_utc) from {home}.scan_input i where i.scan_id = s.scan_id) as modified_utc
from {home}.scan s
where s.share_id = $1 and s.scan_guid = $2
for update of s
