-- How far the build of a scan has come.
-- Parameters: $1 staging, $2 state. Locks: none. Rerun: safe, reads only.
select
    to_regclass($1) is not null as staged,
    exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'share_id') as has_constants,
    to_regclass($2) is not null as share_has_state
