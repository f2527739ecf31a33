-- The key becomes the primary key that `file` asks of its partitions.
-- Parameters: {staging}, {staging_key}, {partition_key}. Locks: staging ACCESS EXCLUSIVE; nobody else reads it.
-- Rerun: fails, there is a primary key; it is part of the publishing transaction.
alter table {staging} add constraint {partition_key} primary key using index {staging_key}
