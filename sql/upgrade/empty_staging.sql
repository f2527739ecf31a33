-- Empties the staging tables for the next scan. They are made once for all scans of a share, because each table takes locks
-- that last to the end of the transaction.
-- Parameters: {staging}, {staging_dirs}, {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1}. Locks: the tables; nobody else sees them. Rerun: safe.
truncate {staging}, {staging_dirs}, {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1}
