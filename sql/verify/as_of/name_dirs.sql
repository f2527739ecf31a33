-- The paths of some directories of a share.
-- Parameters: $1 share_id, $2 dir_ids. Locks: none. Rerun: safe, reads only.
select dir_id, dir_path from {home}.dir where share_id = $1 and dir_id = any ($2::bigint[])
