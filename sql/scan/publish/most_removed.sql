-- The folders that would lose most of their own files, in one half of them: how many go, and how many are present.
-- Parameters: {diff}, {state}; $1 limit. Locks: none; the caller holds the share's lock. Rerun: safe, reads only.
select d.dir_path, m.removed,
    (select count(*) from {state} f where f.dir_id = m.dir_id and f.removed_utc is null) as present
from (
    select dir_id, count(*) as removed
    from {diff}
    where change = 'unseen' and is_gone
    group by dir_id
    order by removed desc, dir_id
    limit $1
) m
join {home}.dir d on d.dir_id = m.dir_id
