-- Present files that a walk of some folders could have seen.
-- Parameters: {state}; $1 share_id, $2 under (those folders). Locks: none; the caller holds the share's lock. Rerun: safe, reads
-- only.
select count(*) as files
from {state} f
join {home}.dir d on d.dir_id = f.dir_id and d.share_id = $1
where f.removed_utc is null and exists (
    select from unnest($2::text[]) as u (dir_path)
    where d.dir_path = u.dir_path or starts_with(d.dir_path, u.dir_path || '/')
)
