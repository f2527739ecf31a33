-- What lies outside the folders that a walk is of is not gone: it was not looked for.
-- Parameters: {diff}; $1 share_id, $2 under (those folders). Locks: none that anybody else could wait for. Rerun: safe, changes
-- nothing the second time.
update {diff} f
set is_gone = false
from {home}.dir d
where f.change = 'unseen' and f.is_gone and d.dir_id = f.dir_id and d.share_id = $1
    and not exists (
        select from unnest($2::text[]) as u (dir_path)
        where d.dir_path = u.dir_path or starts_with(d.dir_path, u.dir_path || '/')
    )
