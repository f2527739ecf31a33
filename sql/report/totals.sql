-- What a share holds now.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*) as files, least(coalesce(sum(size_bytes), 0), 9223372036854775807)::bigint as bytes,
    count(distinct dir_id) as directories
from tierload.file_state
where share_id = $1 and removed_utc is null
