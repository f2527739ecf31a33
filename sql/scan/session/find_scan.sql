-- A scan that was begun before, locked so that it is not given up or restarted meanwhile.
-- Parameters: $1 share_id, $2 scan_guid. Locks: the scan's row. Rerun: safe.
select scan_id, status, started_utc, chunk_bytes
from {home}.scan
where share_id = $1 and scan_guid = $2
for update
