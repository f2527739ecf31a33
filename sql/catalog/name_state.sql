-- The staged file_state gets the name of the share's partition.
-- Parameters: {staging_state}, {state_name}. Locks: the table ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails, the name is taken; it is part of the publishing transaction.
alter table {staging_state} rename to {state_name}
