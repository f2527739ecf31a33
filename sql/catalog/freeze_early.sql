-- Rows that never change are frozen the first time that autovacuum looks at them, and it looks soon. Otherwise all that
-- was ever loaded is frozen at once, weeks later.
-- Parameters: {table}. Locks: the table SHARE UPDATE EXCLUSIVE. Rerun: safe, same outcome.
alter table {table} set (autovacuum_freeze_min_age = 0)
