-- How many directories a scan is the first to see files in.
-- Parameters: {dir_diff}. Locks: none. Rerun: safe, reads only.
select count(*) filter (where is_new) as dirs_new from {dir_diff}
