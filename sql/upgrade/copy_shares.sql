-- Shares with their ids. Their scans are still to be converted.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.share
    (share_id, tenant_id, share_name, root_path, src_type, volume_id, last_scan_id, last_scan_utc, is_behind, created_utc)
overriding system value
select share_id, tenant_id, share_name, root_path, src_type, volume_id, last_scan_id, last_scan_utc, true, created_utc
from tierload.share
where tenant_id = $1
