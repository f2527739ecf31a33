-- Rows of `tier_object` whose file is not one of the share. Stands in for a foreign key.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'tier_object ' || o.tier_id as object, 'has no file ' || o.file_current_id as finding
from {home}.tier_object_state o
where o.share_id = $1
    and not exists (
        select from {home}.file_state f
        where f.file_id = o.file_current_id and f.share_id = $1 and f.tenant_id = o.tenant_id
    )
limit 100
