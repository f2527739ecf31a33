-- Lets one process at a time make and drop partitions of lucid_audit_processed. Held to the end of the transaction. No
-- advisory lock: anybody who can log in may take one and keep it, but nobody else may take this one.
-- Parameters: none. Locks: the parent SHARE UPDATE EXCLUSIVE, which attaching takes anyway; rows are read and written
-- meanwhile. Rerun: safe.
lock table only {home}.lucid_audit_processed in share update exclusive mode
