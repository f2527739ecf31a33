-- Makes it a partition.
-- Parameters: {month}, {from}, {to}. Locks: lucid_audit_processed SHARE UPDATE EXCLUSIVE, for milliseconds.
-- Rerun: fails, it is attached.
alter table {home}.lucid_audit_processed attach partition {month} for values from ({from}) to ({to})
