-- Which of these folders the share has: they hold a file or ever held one, themselves or below. It always has `/`.
-- Parameters: $1 share_id, $2 folders. Locks: none. Rerun: safe, reads only.
select u.dir_path
from unnest($2::text[]) as u (dir_path)
where u.dir_path = '/' or exists (
    select from {home}.dir d
    where d.share_id = $1 and (d.dir_path = u.dir_path or starts_with(d.dir_path, u.dir_path || '/'))
)
