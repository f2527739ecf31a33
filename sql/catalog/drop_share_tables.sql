-- Drops the files of a share.
-- Parameters: {file_share}, {state}. Locks: file and file_state ACCESS EXCLUSIVE, under lock_timeout.
-- Rerun: safe, looks first.
drop table if exists {file_share}, {state}
