-- Throws away a first file_state that came too late: the share has one by now.
-- Parameters: {staging_state}. Locks: the table; nobody else sees it. Rerun: safe, looks first.
drop table if exists {staging_state}
