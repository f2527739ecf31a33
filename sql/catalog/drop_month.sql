-- Drops the ids of a month.
-- Parameters: {month}. Locks: lucid_audit_processed ACCESS EXCLUSIVE, under lock_timeout. Rerun: safe, looks first.
drop table if exists {month}
