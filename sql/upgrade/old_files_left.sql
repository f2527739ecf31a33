-- Whether some share still has files in the tables of before homes.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select exists (
    select from pg_inherits where inhparent in (to_regclass('tierload.file'), to_regclass('tierload.file_state'))
) as found
