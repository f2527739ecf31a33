-- First scan of a share: what its directories add up to.
-- Parameters: {dir_state}, {staging_dirs}, {tenant_id}, {share_id}. Locks: none that anybody else could wait for.
-- Rerun: in the transaction that made the table.
insert into {dir_state} (dir_id, files, share_id, from_snapshot, tenant_id, bytes, allocated_bytes, digest)
select dir_id, sum(files), {share_id}, 1, {tenant_id}, sum(bytes), sum(allocated_bytes),
    mod(sum(digest), 340282366920938463463374607431768211456)
from {staging_dirs}
group by dir_id
order by dir_id
