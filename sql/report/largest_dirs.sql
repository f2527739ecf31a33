-- The ten directories with the most bytes in their own files (not in their subdirectories).
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select d.dir_path, s.files, s.bytes::text as bytes
from (
    select dir_id, count(*) as files, coalesce(sum(size_bytes), 0) as bytes
    from {home}.file_state
    where share_id = $1 and removed_utc is null
    group by dir_id
    order by bytes desc, dir_id
    limit 10
) s
join {home}.dir d on d.dir_id = s.dir_id and d.share_id = $1
order by s.bytes desc, d.dir_path
