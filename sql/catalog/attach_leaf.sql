-- Makes a share's table a partition. Nothing is left to check or build: bound and NOT NULL are proved, the parent has no
-- key of its own.
-- Parameters: {leaf}, {parent}, {share_id}. Locks: the parent SHARE UPDATE EXCLUSIVE, the leaf ACCESS EXCLUSIVE, for
-- milliseconds. Rerun: fails, it is attached.
alter table {parent} attach partition {leaf} for values in ({share_id})
