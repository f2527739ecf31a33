-- The scans of this tenant with this guid, one a share, those that are not finished first.
-- Parameters: $1 scan_guid. Locks: none. Rerun: safe, reads only.
select scan_id, share_id, status, error_text from {home}.scan where scan_guid = $1
order by finished_utc is not null, scan_id desc
