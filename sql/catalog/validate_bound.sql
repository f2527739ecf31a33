-- Proves the partition bound, so that attaching need not look at the rows.
-- Parameters: {staging}. Locks: staging SHARE UPDATE EXCLUSIVE: it is read by others meanwhile.
-- Rerun: safe, a valid constraint is not checked again.
alter table {staging} validate constraint partition_bound
