-- The present files of a share.
-- Parameters: {state}. Locks: none. Rerun: safe, reads only.
select count(*) as files from {state} where removed_utc is null
