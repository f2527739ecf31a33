-- What a share holds now.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*), least(coalesce(sum(size_bytes), 0), 9223372036854775807)::bigint, count(distinct dir_id)
from tierload.file_state
where share_id = $1 and removed_utc is null
