-- The shares of the tenant of this session, with what their latest published scan loaded.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, reads only.
select s.share_id, s.share_name, s.src_type, s.root_path, s.last_scan_utc, c.loaded, c.scan_guid,
    coalesce(pg_total_relation_size(to_regclass('tierload.file_state_s' || s.share_id)), 0)::bigint
        + coalesce((
            select sum(pg_total_relation_size(p.relid))
            from pg_partition_tree(to_regclass('tierload.file_s' || s.share_id)) p
        ), 0)::bigint as bytes
from tierload.share s
left join tierload.scan c on c.scan_id = s.last_scan_id
where s.tenant_id = $1
order by s.share_name
