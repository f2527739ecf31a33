-- Directories with their ids. Their parents are still to be found.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: the primary key refuses a second copy; part of the transaction that makes
-- the home.
insert into {home}.dir (dir_id, share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest)
select dir_id, share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest
from tierload.dir
where tenant_id = $1
