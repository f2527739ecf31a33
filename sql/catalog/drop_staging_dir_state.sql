-- Throws away the directories' sums that an earlier try built.
-- Parameters: {staging_dir_state}. Locks: the table; nobody else sees it. Rerun: safe, looks first.
drop table if exists {staging_dir_state}
