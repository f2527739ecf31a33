-- Throws away what a scan staged and did not publish.
-- Parameters: {staging}, {staging_state}. Locks: both tables ACCESS EXCLUSIVE; nobody else reads them.
-- Rerun: safe, looks first.
drop table if exists {staging}, {staging_state}
