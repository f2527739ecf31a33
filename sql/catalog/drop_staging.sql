-- Throws away what a scan staged and did not publish, or has no more use for.
-- Parameters: {staging}, {staging_dirs}, {staging_kept}, {staging_dir_state}, {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1}. Locks: the tables ACCESS
-- EXCLUSIVE; nobody else reads them, but whoever may look into the schema may name them in a view of his: that goes too.
-- Rerun: safe, looks first.
drop table if exists {staging}, {staging_dirs}, {staging_kept}, {staging_dir_state}, {diff_0}, {diff_1}, {dir_diff_0}, {dir_diff_1} cascade
