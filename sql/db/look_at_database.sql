-- Whether any migration was ever applied here, whether the database can hold every name, and whether the loader may make homes in
-- it: a copy that was restored into another database has lost that right.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select pg_catalog.to_regclass('tierload.schema_migration') is not null as found,
    pg_encoding_to_char(d.encoding)::text as encoding,
    coalesce((select has_database_privilege(r.oid, d.oid, 'create') from pg_roles r where r.rolname = 'tierload_loader'), false)
        as may_make_homes
from pg_database d
where d.datname = current_database()
