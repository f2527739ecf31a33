-- The tenants that whoever asks may see, their homes, up to which version each home is and whether it is there.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select
    t.tenant_id,
    t.code,
    t.name,
    t.home::text,
    coalesce((select max(m.version) from tierload.home_migration m where m.home = t.home), 0) as version,
    exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = t.home and c.relname = 'share'
    ) as is_there,
    null::text[] as roles
from tierload.tenant t
order by t.code
