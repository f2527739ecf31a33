-- The tenants that whoever asks may see, their homes, and up to which version each home is.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select
    t.tenant_id,
    t.code,
    t.name,
    t.home::text,
    coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version,
    null::text[] as roles
from tierload.tenant t
order by t.code
