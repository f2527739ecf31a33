-- The share's latest published scan, which is about to become the one before, when its walk began, and the share's root
-- and type, on which stored paths depend.
-- Parameters: $1 share_id. Locks: none; the caller has locked the share's row, so that two publishes cannot both be the
-- latest. Rerun: safe, reads only.
select s.last_scan_id, s.last_scan_utc, s.share_name,
    (select c.started_utc from tierload.scan c where c.scan_id = s.last_scan_id) as last_started_utc,
    s.root_path, s.src_type
from tierload.share s
where s.share_id = $1
