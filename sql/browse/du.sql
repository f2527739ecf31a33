-- What the directories below one add up to in a snapshot, by the directories that lie at most so far below it. What lies deeper is
-- in the one above it.
-- Parameters: $1 share_id, $2 snapshot (its number), $3 dir_path, $4 levels (components of a path of that depth; a drive has one
-- less than `/a`, a server one more). Locks: none. Rerun: safe, reads only.
select array_to_string(
        (string_to_array(d.dir_path, '/'))[:$4::integer + case when starts_with(d.dir_path, '//') then 1 when starts_with(d.dir_path, '/') then 0 else -1 end],
        '/') as dir_path,
    sum(v.files)::bigint as files, sum(v.bytes)::text as bytes, sum(v.allocated_bytes)::text as allocated_bytes
from (
    select dir_id, files, bytes, allocated_bytes
    from {home}.dir_state
    where share_id = $1 and files > 0 and from_snapshot <= $2::integer
    union all
    select dir_id, files, bytes, allocated_bytes
    from {home}.dir_history
    where share_id = $1 and files > 0 and from_snapshot <= $2 and until_snapshot > $2
) v
join {home}.dir d on d.dir_id = v.dir_id and d.share_id = $1
where $3::text = '/' or d.dir_path = $3 or starts_with(d.dir_path, $3 || '/')
group by 1
