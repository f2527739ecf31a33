-- Shares of the tenant of this session, with what their latest published scan loaded. The size of a table that is not
-- there is 0.
-- Parameters: $1 tenant_id, $2 share_ids, $3 tables (of the share at the same place). Locks: none. Rerun: safe, reads only.
select s.share_id, s.share_name, s.src_type, s.root_path, s.last_scan_utc, c.loaded, c.scan_guid, t.bytes
from (
    select share_id, sum(coalesce(pg_total_relation_size(to_regclass(name)), 0))::bigint as bytes
    from unnest($2::bigint[], $3::text[]) as t (share_id, name)
    group by share_id
) t
join {home}.share s on s.share_id = t.share_id
left join {home}.scan c on c.scan_id = s.last_scan_id
where s.tenant_id = $1
order by s.share_name
