-- How far the build of a scan has come.
-- Parameters: $1 staging, $2 staging_key, $3 staged_state, $4 state. Locks: none.
-- Rerun: safe, reads only.
select
    to_regclass($1) is not null as staged,
    exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'scan_id') as has_constants,
    to_regclass($2) is not null as has_key,
    to_regclass($3) is not null as has_staged_state,
    to_regclass($4) is not null as share_has_state
