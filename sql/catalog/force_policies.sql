-- Puts a partition under row security of its own. Reads through its parent go by the parent's policy alone; this one is
-- for statements that name the partition.
-- Parameters: {table}. Locks: the table ACCESS EXCLUSIVE; nobody else uses it yet. Rerun: safe, changes nothing.
alter table {table} enable row level security, force row level security
