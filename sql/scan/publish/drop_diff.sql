-- The differences are written.
-- Parameters: {diff}. Locks: the table; nobody else sees it. Rerun: safe, looks first.
drop table if exists {diff}
