-- Rows of `file_state` that name a scan which is no published scan of the share. Stands in for foreign keys.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file_state ' || f.file_current_id as object,
    format('first seen by scan %s, last by %s', f.first_seen_scan_id, f.last_seen_scan_id) as finding
from tierload.file_state f
left join tierload.scan a on a.scan_id = f.first_seen_scan_id and a.share_id = $1 and a.status in ('OK', 'WARN')
left join tierload.scan b on b.scan_id = f.last_seen_scan_id and b.share_id = $1 and b.status in ('OK', 'WARN')
where f.share_id = $1
    and ((f.first_seen_scan_id is not null and a.scan_id is null) or (f.last_seen_scan_id is not null and b.scan_id is null))
limit 100
