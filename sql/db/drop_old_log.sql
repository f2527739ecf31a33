-- A home's own log, once its rows are carried over.
-- Parameters: {home}. Locks: audit_log ACCESS EXCLUSIVE. Rerun: fails, it is gone; the caller looked first.
drop table {home}.audit_log
