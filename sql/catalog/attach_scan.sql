-- Makes the rows of a scan part of `file`. Nothing is left to check or build: bound, NOT NULL and key are there.
-- Parameters: {file_share}, {file_partition}, {scan_id}. Locks: the share's level SHARE UPDATE EXCLUSIVE, the
-- partition ACCESS EXCLUSIVE, for milliseconds. Rerun: fails, it is attached; part of the publishing transaction.
alter table {file_share} attach partition {file_partition} for values in ({scan_id})
