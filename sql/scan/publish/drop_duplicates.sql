-- Of several rows for one file keeps the newest. Which one that is depends on the rows alone, not on the order in
-- which chunks came in, so that a resumed load ends like an uninterrupted one. Returns the directories that had some.
-- Parameters: {staging}. Locks: the rows it deletes. Rerun: safe, finds nothing the second time.
with gone as (
    delete from {staging} s
    using (
        select ctid as row_id, row_number() over (
            partition by dir_id, name
            order by mtime_unix desc nulls last, ctime_unix desc nulls last, atime_unix desc nulls last,
                size_bytes desc, frn desc nulls last, file_hash desc nulls last, allocated_bytes desc nulls last,
                device desc nulls last, nlink desc nulls last, owner_id desc nulls last, group_id desc nulls last
        ) as place
        from {staging}
    ) d
    where s.ctid = d.row_id and d.place > 1
    returning s.dir_id
)
select distinct dir_id from gone
