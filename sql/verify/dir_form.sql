-- Directories that are stored in another form than paths have: absolute or with a drive, no trailing slash.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'dir ' || dir_id as object, 'is stored as ' || left(dir_path, 200) as finding
from {home}.dir
where share_id = $1 and (dir_path !~ '^(/|[A-Za-z]:)' or (dir_path ~ '/$' and dir_path <> '/'))
limit 100
