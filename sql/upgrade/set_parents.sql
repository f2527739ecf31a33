-- Directories learn which one they lie in.
-- Parameters: $1 share_id, $2 dir_ids, $3 parents (their digests). Locks: the rows it changes. Rerun: safe, writes nothing the
-- second time.
update {home}.dir d
set parent_digest = p.parent_digest
from unnest($2::bigint[], $3::uuid[]) as p (dir_id, parent_digest)
where d.dir_id = p.dir_id and d.share_id = $1 and d.parent_digest is distinct from p.parent_digest
