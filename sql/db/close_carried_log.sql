-- Says at the end of each chain how many of its rows were carried over. No more are from then on.
-- Parameters: $1 tenant_id. Locks: new rows. Rerun: safe, adds nothing the second time.
select count(tierload_log.add(h.tenant_id, nullif(h.share_id, 0), 'log carried over', jsonb_build_object('rows', h.place))) as closed
from tierload_log.head h
where h.tenant_id = $1 and not h.has_begun
