-- The keys of a share's file_state, built in bulk.
-- Parameters: {staging_state}. Locks: the new table only. Rerun: fails when they exist; it is part of the
-- transaction that made the table.
alter table {staging_state}
    add unique (dir_id, name, share_id),
    add primary key (file_current_id, share_id)
