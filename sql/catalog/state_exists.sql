-- Whether a share has a partition of file_state. Asked of the catalogue's table: to_regclass may answer from this session's
-- cache, which a wait for a row lock does not renew, and so miss what whoever had the lock before has made.
-- Parameters: $1 home, $2 table (without its schema). Locks: none. Rerun: safe, reads only.
select exists (
    select from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1::text::name and c.relname = $2
) as found
