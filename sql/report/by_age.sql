-- Files and bytes by time since the last access, newest first; no row for an age that no file has.
-- Parameters: $1 share_id, $2 now_unix. Locks: none. Rerun: safe, reads only.
select age, count(*) as files, coalesce(sum(size_bytes), 0)::text as bytes
from (
    select size_bytes, case
        when atime_unix is null then 8
        when atime_unix > $2::bigint - 7 * 86400 then 1
        when atime_unix > $2::bigint - 30 * 86400 then 2
        when atime_unix > $2::bigint - 90 * 86400 then 3
        when atime_unix > $2::bigint - 365 * 86400 then 4
        when atime_unix > $2::bigint - 730 * 86400 then 5
        when atime_unix > $2::bigint - 1826 * 86400 then 6
        else 7 end as age
    from (
        select size_bytes, greatest(atime_unix, audit_atime_unix) as atime_unix
        from {home}.file_state
        where share_id = $1 and removed_utc is null
    ) known
) aged
group by age
order by age
