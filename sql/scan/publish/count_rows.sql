-- Rows of a staged scan.
-- Parameters: {staging}. Locks: none. Rerun: safe, reads only.
select count(*) as rows from {staging}
