-- A share of the tenant of this session, and when the walk of its latest published scan began.
-- Parameters: $1 tenant_id, $2 share_name. Locks: none. Rerun: safe, reads only.
select s.share_id, s.root_path, s.src_type, s.last_scan_id, s.is_behind, c.started_utc
from {home}.share s
left join {home}.scan c on c.scan_id = s.last_scan_id
where s.tenant_id = $1 and s.share_name = $2
