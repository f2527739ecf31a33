-- Hangs the share's level into `file`.
-- Parameters: {file_share}, {share_id}. Locks: file SHARE UPDATE EXCLUSIVE, for milliseconds: the table is empty.
-- Rerun: fails, it is attached.
alter table tierload.file attach partition {file_share} for values in ({share_id})
