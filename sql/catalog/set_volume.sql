-- Stores the volume of a share.
-- Parameters: $1 share_id, $2 volume. Locks: the share's row. Rerun: safe, nothing is written where it is the same.
update {home}.share set volume_id = $2 where share_id = $1 and volume_id is distinct from $2
