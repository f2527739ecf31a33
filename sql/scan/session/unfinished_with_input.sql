-- Unfinished scans of a share that read an input of this name with other content.
-- Parameters: $1 share_id, $2 input_name, $3 fingerprint, $4 scan_guid (of the scan that asks). Locks: none. Rerun: safe, reads only.
select c.scan_id, c.scan_guid, i.input_no, c.chunk_bytes
from {home}.scan c
join {home}.scan_input i using (scan_id)
where c.share_id = $1 and c.finished_utc is null and c.scan_guid <> $4
    and i.input_name = $2 and i.fingerprint <> $3
