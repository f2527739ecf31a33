-- Throws away the differences that an earlier try left behind.
-- Parameters: {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1}. Locks: the tables; nobody else sees them. Rerun: safe, looks first.
drop table if exists {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1} cascade
