-- Files of a batch that the share no longer has.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select count(*) as files from pg_temp.staging_hit where is_removed
