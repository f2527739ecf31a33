-- Pages leave room for what audit logs will say, so that their updates are HOT.
-- Parameters: {table}. Locks: the table SHARE UPDATE EXCLUSIVE. Rerun: safe, same outcome.
alter table {table} set (fillfactor = 85)
