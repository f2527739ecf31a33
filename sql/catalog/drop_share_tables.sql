-- Drops the files of a share.
-- Parameters: {state}, {history}, {dir_state}, {dir_history}. Locks: file_state, file_history, dir_state and dir_history
-- ACCESS EXCLUSIVE, under lock_timeout. Rerun: safe, looks first.
drop table if exists {state}, {history}, {dir_state}, {dir_history}
