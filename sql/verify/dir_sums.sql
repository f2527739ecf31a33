-- Directories whose stored sums are not those of their own files in the latest snapshot.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'dir ' || coalesce(d.dir_id, f.dir_id) as object,
    format('%s files with %s bytes (%s allocated), dir_state has %s with %s (%s)', coalesce(f.files, 0), coalesce(f.bytes, 0),
        coalesce(f.allocated_bytes, 0), coalesce(d.files, 0), coalesce(d.bytes, 0), coalesce(d.allocated_bytes, 0)) as finding
from (
    select v.dir_id, count(*) as files, sum(v.size_bytes) as bytes,
        sum(case when c.known & 8 <> 0 then v.allocated_bytes end) as allocated_bytes
    from {home}.file_state v
    join {home}.share s on s.share_id = v.share_id
    join {home}.scan c on c.scan_id = s.last_scan_id and c.share_id = s.share_id
    where v.share_id = $1 and v.from_snapshot is not null and v.until_snapshot is null
    group by v.dir_id
) f
full join (select * from {home}.dir_state where share_id = $1) d on d.dir_id = f.dir_id
where coalesce(d.files, 0) <> coalesce(f.files, 0) or coalesce(d.bytes, 0) <> coalesce(f.bytes, 0)
    or coalesce(d.allocated_bytes, 0) <> coalesce(f.allocated_bytes, 0)
limit 100
