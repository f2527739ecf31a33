-- The tenant with this code, its home, up to which version that is, and whether it is there.
-- Parameters: $1 code. Locks: none. Rerun: safe, reads only.
select t.tenant_id, t.home::text, coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version,
    exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = t.home and c.relname = 'share'
    ) as is_there
from tierload.tenant t
where t.code = $1
