-- The migrations of a home, oldest first.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select version, name, checksum from tierload.home_migration where home = $1::text::name order by version
