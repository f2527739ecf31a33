-- The ten extensions with the most bytes.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select file_extension, count(*) as files, coalesce(sum(size_bytes), 0)::text as bytes
from {home}.file_state
where share_id = $1 and removed_utc is null
group by file_extension
order by coalesce(sum(size_bytes), 0) desc, file_extension
limit 10
