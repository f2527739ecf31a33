-- Events that cursors say are applied, and accesses that objects have counted, beyond what the batches in audit_log add
-- up to. Less is no finding: a log that was replaced starts again at 0, objects are withdrawn, not every file has one.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
with batches as (
    select coalesce(sum((detail->>'new_events')::bigint + (detail->>'replayed')::bigint + r.rejected), 0) as events,
        coalesce(sum((detail->>'access_events')::bigint), 0) as accesses
    from {home}.audit_log
    cross join lateral (
        select coalesce(sum(value::bigint), 0) as rejected from jsonb_each_text(detail->'rejected')
    ) r
    where share_id = $1 and action = 'audit batch'
)
select f.object, format('%s, audit_log has %s', f.found, f.noted) as finding
from batches b
cross join lateral (
    select 'lucid_audit_cursor' as object, coalesce(sum(events), 0) as found, b.events as noted
    from {home}.lucid_audit_cursor where share_id = $1
    union all
    select 'tier_object', coalesce(sum(access_count), 0), b.accesses
    from {home}.tier_object_state where share_id = $1
) f
where f.found > f.noted
