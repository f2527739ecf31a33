-- Keeps every other process from beginning to build the scan, until a step of its build has ended: lock_staging waits for it.
-- Parameters: {staging}. Locks: it, ACCESS SHARE, to the end of the transaction. Rerun: safe.
lock table {staging} in access share mode
