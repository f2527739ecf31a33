-- What a share holds now. A file with several names in the share is allocated once.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select files, coalesce(bytes, 0)::text as bytes, directories,
    case when alone is not null or linked is not null then (coalesce(alone, 0) + coalesce(linked, 0))::text end as allocated_bytes
from (
    select count(*) as files, sum(size_bytes) as bytes, count(distinct dir_id) as directories,
        sum(allocated_bytes) filter (where nlink is null or nlink < 2 or frn is null) as alone
    from {home}.file_state
    where share_id = $1 and removed_utc is null
) f
cross join (
    select sum(allocated_bytes) as linked
    from (
        select max(allocated_bytes) as allocated_bytes
        from {home}.file_state
        where share_id = $1 and removed_utc is null and nlink > 1 and frn is not null
        group by device, frn
    ) names
) l
