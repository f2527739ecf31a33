-- What a share holds now. A file with several names in the share is allocated once.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*) as files, least(coalesce(sum(size_bytes), 0), 9223372036854775807)::bigint as bytes,
    count(distinct dir_id) as directories,
    least(sum(allocated_bytes) filter (where nlink is null or nlink < 2 or frn is null) + coalesce((
        select sum(allocated_bytes)
        from (
            select max(allocated_bytes) as allocated_bytes
            from {home}.file_state
            where share_id = $1 and removed_utc is null and nlink > 1 and frn is not null
            group by device, frn
        ) linked
    ), 0), 9223372036854775807)::bigint as allocated_bytes
from {home}.file_state
where share_id = $1 and removed_utc is null
