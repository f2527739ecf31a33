-- Files that the share knows, and how many of them were found removed.
-- Parameters: {state}. Locks: none; the caller holds the share's lock. Rerun: safe, reads only.
select count(*) as files, count(removed_utc) as removed from {state}
