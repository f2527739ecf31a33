-- Takes back what directories were said to add up to.
-- Parameters: {staging_dirs}; $1 dir_ids. Locks: the rows it deletes. Rerun: safe, deletes nothing the second time.
delete from {staging_dirs} where dir_id = any ($1::bigint[])
