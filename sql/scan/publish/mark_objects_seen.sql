-- The scan has seen the files of these tier objects. Reads nothing but an index where the share has no objects.
-- Parameters: {state}; $1 share_id, $2 now. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, writes the same values.
update {home}.tier_object o
set last_seen_utc = $2
from {state} f
where o.share_id = $1 and o.state <> 'DELETED'
    and f.file_id = o.file_current_id and f.from_snapshot is not null and f.until_snapshot is null
