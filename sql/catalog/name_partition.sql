-- The staging table gets the name of a partition.
-- Parameters: {staging}, {partition_name}. Locks: the table ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails, the name is taken; it is part of the publishing transaction.
alter table {staging} rename to {partition_name}
