-- Plans the candidates. An object that is there is left alone.
-- Parameters: $1 tenant_id, $2 share_id, $3 target (without a trailing slash), $4 now.
-- Locks: new rows; the caller holds the share's lock. Rerun: safe, the primary key decides.
insert into {home}.tier_object
    (tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, last_seen_utc)
select $1, $2, c.file_current_id, 'PLANNED',
    $3 || case when c.dir_path = '/' then '' else c.dir_path end || '/' || c.name,
    c.size_bytes, $4, case when c.is_scanned then s.last_scan_utc end
from pg_temp.plan_candidate c
join {home}.share s on s.share_id = $2
order by c.file_current_id
on conflict (file_current_id, share_id) do nothing
