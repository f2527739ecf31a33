-- Makes directories, and returns those that were not there. One that another transaction is making is waited for, and is
-- not among them: look again.
-- Parameters: $1 share_id, $2 tenant_id, $3 digests, $4 parents (their digests), $5 hashes, $6 paths, $7 raws.
-- Locks: new rows, taken in the order of their digests, so that two of these cannot deadlock.
-- Rerun: safe, the unique digest decides.
insert into {home}.dir (share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest, parent_digest)
select $1, $2, w.path, w.raw, w.hash64, w.digest, w.parent
from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::bytea[]) as w (digest, parent, hash64, path, raw)
order by w.digest
on conflict (dir_digest, share_id) do nothing
returning dir_digest as digest, dir_id
