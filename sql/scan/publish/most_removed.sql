-- The folders that would lose most of their own files: how many go, and how many of them are present.
-- Parameters: {diff_0}, {diff_1}, {state}; $1 limit. Locks: none; the caller holds the share's lock. Rerun: safe, reads only.
select d.dir_path, m.removed,
    (select count(*) from {state} f where f.dir_id = m.dir_id and f.removed_utc is null) as present
from (
    select dir_id, count(*) as removed
    from (
        select dir_id from {diff_0} where change = 'unseen' and is_gone
        union all
        select dir_id from {diff_1} where change = 'unseen' and is_gone
    ) gone
    group by dir_id
    order by removed desc, dir_id
    limit $1
) m
join {home}.dir d on d.dir_id = m.dir_id
order by m.removed desc, d.dir_path
