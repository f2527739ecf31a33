-- Files whose records were rejected, and all below folders that the walk could not read or was to leave out, are not gone.
-- Where a rejected record does not tell its file, none is.
-- Parameters: {diff}, {staging_kept}; $1 share_id. Locks: none that anybody else could wait for. Rerun: safe, changes nothing
-- the second time.
with recursive unread as (
    select d.dir_id, d.dir_digest
    from {staging_kept} k
    join {home}.dir d on d.dir_digest = k.dir_digest and d.share_id = $1
    where k.name is null
    union
    select d.dir_id, d.dir_digest
    from unread u
    join {home}.dir d on d.parent_digest = u.dir_digest and d.share_id = $1
)
update {diff}
set is_gone = false
where change = 'unseen' and is_gone
    and (exists (select from {staging_kept} where dir_digest is null)
        or dir_id in (select dir_id from unread)
        or (dir_id, name) in (
            select d.dir_id, k.name
            from {staging_kept} k
            join {home}.dir d on d.dir_digest = k.dir_digest and d.share_id = $1
        ))
