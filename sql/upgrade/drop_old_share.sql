-- Drops the files that a share had before homes, all its scans' among them.
-- Parameters: {old_files}, {old_state}. Locks: file and file_state of before homes ACCESS EXCLUSIVE, under lock_timeout.
-- Rerun: safe, looks first.
drop table if exists {old_files}, {old_state}
