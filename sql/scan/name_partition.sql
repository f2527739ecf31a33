-- The staging table gets the name of a partition.
-- Parameters: {staging}, {file_partition}. Locks: the table ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails, the name is taken; it is part of the publishing transaction.
alter table {staging} rename to {file_partition}
