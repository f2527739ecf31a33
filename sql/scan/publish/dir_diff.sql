-- Directories whose own files add up to something else than in the snapshot before, in one half of them.
-- Parameters: {dir_diff}, {staging_dirs}, {dir_state}, {half} (0 or 1). Locks: none that anybody else could wait for; the share's lock is
-- held. Rerun: only in the transaction that made the table.
insert into {dir_diff}
    (dir_id, is_new, files, bytes, allocated_bytes, digest, old_files, old_bytes, old_allocated_bytes, old_digest,
     old_from_snapshot)
select coalesce(n.dir_id, d.dir_id) as dir_id, d.dir_id is null as is_new,
    coalesce(n.files, 0) as files, coalesce(n.bytes, 0) as bytes, coalesce(n.allocated_bytes, 0) as allocated_bytes,
    coalesce(n.digest, 0) as digest,
    d.files as old_files, d.bytes as old_bytes, d.allocated_bytes as old_allocated_bytes, d.digest as old_digest,
    d.from_snapshot as old_from_snapshot
from (
    select dir_id, sum(files)::bigint as files, sum(bytes) as bytes, sum(allocated_bytes) as allocated_bytes,
        mod(sum(digest), 340282366920938463463374607431768211456) as digest
    from {staging_dirs}
    where dir_id & 1 = {half}
    group by dir_id
) n
full join (select * from {dir_state} where dir_id & 1 = {half}) d on d.dir_id = n.dir_id
where d.dir_id is null or d.files <> coalesce(n.files, 0) or d.digest <> coalesce(n.digest, 0)
