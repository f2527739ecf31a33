-- Nobody adds to a home's own log from here on, nor reads it.
-- Parameters: {home}. Locks: audit_log ACCESS EXCLUSIVE to the end of the transaction. Rerun: safe.
lock table {home}.audit_log in access exclusive mode
