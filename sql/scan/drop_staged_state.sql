-- Throws away a staged file_state: an audit log has made the share's meanwhile.
-- Parameters: {staging_state}. Locks: the table; nobody else reads it. Rerun: safe, looks first.
drop table if exists {staging_state}
