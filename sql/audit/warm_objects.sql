-- Objects that are planned or stubbed, and whose files were accessed since they were planned. A log tells whole seconds: an
-- access in the second of the plan counts, for a warm file had better stay.
-- Parameters: $1 share_id. Locks: the rows it changes. Rerun: never alone, it counts; the cursor moves with it.
update {home}.tier_object_state o
set (last_accessed_utc, access_count) = (
        select greatest(o.last_accessed_utc, to_timestamp(max(u.time_unix))), o.access_count + count(*)
        from unnest(h.access_times) as u (time_unix)
        where u.time_unix >= floor(extract(epoch from o.planned_utc))
    )
from pg_temp.staging_hit h
where o.share_id = $1 and o.file_current_id = h.file_id and o.state in ('PLANNED', 'STUBBED')
    and (select max(u.time_unix) from unnest(h.access_times) as u (time_unix)) >= floor(extract(epoch from o.planned_utc))
