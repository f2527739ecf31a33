-- Makes the share's files part of `file_state`.
-- Parameters: {state}, {share_id}. Locks: file_state SHARE UPDATE EXCLUSIVE, the partition ACCESS EXCLUSIVE, for
-- milliseconds. Rerun: fails, it is attached; part of the publishing transaction.
alter table tierload.file_state attach partition {state} for values in ({share_id})
