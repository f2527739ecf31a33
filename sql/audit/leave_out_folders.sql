-- Leaves out unknown paths that are folders of the share: an update says a path, and not whether it is of a file, and an event
-- may name a folder too. Found by the index of paths, one look-up an unknown file.
-- Parameters: $1 share_id. Locks: none. Rerun: only in the transaction that made the table.
delete from pg_temp.staging_hit h
using {home}.dir d
where h.file_id is null and d.dir_id = h.dir_id and d.share_id = $1
    and h.is_file
    and exists (
        select from {home}.dir folder
        where folder.share_id = $1
            and folder.dir_path = case when d.dir_path = '/' then '/' || h.name else d.dir_path || '/' || h.name end
    )
