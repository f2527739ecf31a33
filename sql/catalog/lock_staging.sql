-- Waits for what an earlier try still does with the staging tables, or makes of them: a commit whose connection was lost may
-- be under way, or a step of a process that lost its lock to build (lock_step). After it they are as
-- they will stay, and a table that the earlier try made can be seen and dropped.
-- Parameters: {staging}, {staging_dirs}. Locks: both ACCESS EXCLUSIVE, under lock_timeout, to the
-- end of the transaction. Rerun: safe.
lock table {staging}, {staging_dirs} in access exclusive mode
