-- A staged table gets the name of a partition.
-- Parameters: {table}, {name}. Locks: the table ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails, the name is taken; part of the publishing transaction.
alter table {table} rename to {name}
