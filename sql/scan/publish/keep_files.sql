-- Files whose records were rejected are not gone. Where a record does not tell its file, none is.
-- Parameters: {diff}, {staging_kept}; $1 share_id. Locks: none that anybody else could wait for. Rerun: safe, changes nothing
-- the second time.
update {diff}
set is_gone = false
where change = 'unseen' and is_gone
    and (exists (select from {staging_kept} where dir_digest is null)
        or (dir_id, name) in (
            select d.dir_id, k.name
            from {staging_kept} k
            join {home}.dir d on d.dir_digest = k.dir_digest and d.share_id = $1
        ))
