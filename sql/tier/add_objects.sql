-- Plans the candidates: each file's present life.
-- Parameters: $1 tenant_id, $2 share_id, $3 target (without a trailing slash), $4 now, $5 plan_id.
-- Locks: new rows; the caller holds the share's lock. Rerun: refused, a file has one live object.
insert into {home}.tier_object_state
    (tenant_id, share_id, file_current_id, state, target_uri, size_bytes, mtime_unix, ctime_unix, frn, planned_utc, plan_id)
select $1, $2, c.file_current_id, 'PLANNED',
    $3 || case when c.dir_path = '/' then '' else c.dir_path end || '/' || c.name,
    c.size_bytes, c.mtime_unix, c.ctime_unix, c.frn, $4, $5
from pg_temp.plan_candidate c
order by c.file_current_id
