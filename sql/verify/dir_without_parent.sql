-- Directories whose parent is not one of the share: what lies below them would be missing from the sums of a tree.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'dir ' || c.dir_id as object, 'has no parent ' || coalesce(c.parent_digest::text, 'at all') as finding
from {home}.dir c
where c.share_id = $1 and (
    c.parent_digest is null and c.dir_path ~ '^/.' or c.parent_digest is not null
    and not exists (select from {home}.dir p where p.dir_digest = c.parent_digest and p.share_id = $1)
)
limit 100
