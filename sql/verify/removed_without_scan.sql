-- Removed files that do not say which scan saw them last, and present ones that do. The share says it for those.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file_state ' || file_current_id as object,
    case when removed_utc is null then 'is present but has a last_seen_scan_id of its own'
         else 'is removed but does not say which scan saw it last' end as finding
from tierload.file_state
where share_id = $1 and first_seen_scan_id is not null and (removed_utc is null) <> (last_seen_scan_id is null)
limit 100
