-- Objects that are planned or stubbed, and whose files were accessed.
-- Parameters: $1 share_id. Locks: the rows it changes. Rerun: never alone, it counts; the cursor moves with it.
update {home}.tier_object o
set last_accessed_utc = greatest(o.last_accessed_utc, to_timestamp(h.accessed_unix)),
    access_count = o.access_count + h.accesses
from pg_temp.staging_hit h
where o.share_id = $1 and o.file_current_id = h.file_id
    and o.state in ('PLANNED', 'STUBBED')
    and h.accesses > 0
