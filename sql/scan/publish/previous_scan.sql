-- The share's latest published scan, which is about to become the one before, when its walk began, and the share's root
-- and type, on which stored paths depend.
-- Parameters: $1 share_id. Locks: none; the caller has locked the share's row, so that two publishes cannot both be the
-- latest. Rerun: safe, reads only.
select s.last_snapshot_no, s.share_name, c.started_utc as last_started_utc, c.chain_value, c.known, s.root_path, s.src_type
from {home}.share s
left join {home}.scan c on c.scan_id = s.last_scan_id
where s.share_id = $1
