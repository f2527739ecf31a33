-- Ids of directories; NULL for those that are not there. A scalar subquery, one look-up in the key for each, so that the plan does
-- not hang on the statistics, which know nothing of a share that was just loaded.
-- Parameters: $1 share_id, $2 digests. Locks: none. Rerun: safe, reads only.
select w.digest, (select d.dir_id from {home}.dir d where d.share_id = $1 and d.dir_digest = w.digest) as dir_id
from unnest($2::uuid[]) as w (digest)
