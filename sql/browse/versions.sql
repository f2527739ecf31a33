-- The versions of a file, and the first and the last scan that saw each; oldest first.
-- Parameters: $1 share_id, $2 file_id. Locks: none. Rerun: safe, reads only.
select v.size_bytes, v.atime_unix, v.mtime_unix, v.ctime_unix, v.file_hash, o.principal as owner_name,
    v.from_snapshot, coalesce(v.until_snapshot - 1, s.last_snapshot_no) as last_snapshot,
    first.scan_guid as first_scan, first.started_utc as first_started_utc, last.scan_guid as last_scan, last.started_utc as last_started_utc
from {home}.file_version v
join {home}.share s on s.share_id = v.share_id
join {home}.scan first on first.share_id = v.share_id and first.snapshot_no = v.from_snapshot
join {home}.scan last on last.share_id = v.share_id and last.snapshot_no = coalesce(v.until_snapshot - 1, s.last_snapshot_no)
left join {home}.principal o on o.principal_id = v.owner_id
where v.share_id = $1 and v.file_id = $2
order by v.from_snapshot
