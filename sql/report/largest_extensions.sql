-- The ten extensions with the most bytes.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select file_extension, count(*) as files, least(coalesce(sum(size_bytes), 0), 9223372036854775807)::bigint as bytes
from {home}.file_state
where share_id = $1 and removed_utc is null
group by file_extension
order by bytes desc, file_extension
limit 10
