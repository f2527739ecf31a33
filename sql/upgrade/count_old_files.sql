-- How many rows a scan of before homes has.
-- Parameters: {old_files}. Locks: none. Rerun: safe, reads only.
select count(*) as files from {old_files}
