-- Directories whose stored sums are not those of their own files in the latest snapshot.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'dir ' || coalesce(d.dir_id, f.dir_id) as object,
    format('%s files with %s bytes, dir_state has %s with %s', coalesce(f.files, 0), coalesce(f.bytes, 0), d.files, d.bytes)
        as finding
from (
    select dir_id, count(*) as files, sum(size_bytes) as bytes, sum(coalesce(allocated_bytes, 0)) as allocated_bytes
    from {home}.file_state
    where share_id = $1 and from_snapshot is not null and until_snapshot is null
    group by dir_id
) f
full join (select * from {home}.dir_state where share_id = $1) d on d.dir_id = f.dir_id
where coalesce(d.files, 0) <> coalesce(f.files, 0) or coalesce(d.bytes, 0) <> coalesce(f.bytes, 0)
limit 100
