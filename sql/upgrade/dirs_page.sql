-- Directories of a share in the order of their ids.
-- Parameters: $1 share_id, $2 after (a dir_id), $3 page_rows. Locks: none. Rerun: safe, reads only.
select dir_id, dir_path, dir_path_raw, dir_hash64, dir_digest
from {home}.dir
where share_id = $1 and dir_id > $2
order by dir_id
limit $3
