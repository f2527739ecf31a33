-- Empties the staging tables for the next scan. They are made once for all scans of a share, because each table takes locks
-- that last to the end of the transaction.
-- Parameters: {staging}, {staging_dirs}, {diff_0}, {diff_1}, {dir_diff}. Locks: the tables; nobody else sees them. Rerun: safe.
truncate {staging}, {staging_dirs}, {diff_0}, {diff_1}, {dir_diff}
