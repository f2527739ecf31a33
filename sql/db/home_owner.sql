-- To whom the schema of a home belongs; no row while there is none.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select pg_get_userbyid(nspowner)::text as owner from pg_namespace where nspname = $1::text::name
