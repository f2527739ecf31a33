-- The tenant with this code, its home, and up to which version that is.
-- Parameters: $1 code. Locks: none. Rerun: safe, reads only.
select t.tenant_id, t.home::text, coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version
from tierload.tenant t
where t.code = $1
