-- Rows of `file_state` whose directory is not one of the share. Stands in for a foreign key.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'file_state ' || f.file_id as object, 'has no directory ' || f.dir_id as finding
from {home}.file_state f
where f.share_id = $1
    and not exists (select from {home}.dir d where d.dir_id = f.dir_id and d.share_id = $1 and d.tenant_id = f.tenant_id)
limit 100
