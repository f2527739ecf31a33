-- Scans of a share that are being loaded and read an input of this name with other content. One that has read all of it may be
-- followed by another: nightly dumps have one name.
-- Parameters: $1 share_id, $2 input_name, $3 fingerprint, $4 scan_guid (of the scan that asks). Locks: none. Rerun: safe, reads only.
select c.scan_id, c.scan_guid, i.input_no, c.chunk_bytes
from {home}.scan c
join {home}.scan_input i using (scan_id)
where c.share_id = $1 and c.status = 'LOADING' and c.scan_guid <> $4
    and i.input_name = $2 and i.fingerprint <> $3
