-- Whether a home has a log of its own, which its loader owns.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select exists (
    select from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1::text::name and c.relname = 'audit_log' and c.relkind = 'r'
) as found
