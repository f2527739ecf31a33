-- Throws away the differences that an earlier try left behind.
-- Parameters: {diff_0}, {diff_1}, {dir_diff}. Locks: the tables; nobody else sees them. Rerun: safe, looks first.
drop table if exists {diff_0}, {diff_1}, {dir_diff} cascade
