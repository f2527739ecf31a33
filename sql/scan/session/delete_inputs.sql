-- Deletes the inputs of a scan that begins again.
-- Parameters: $1 scan_id. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {home}.scan_input where scan_id = $1
