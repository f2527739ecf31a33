-- Waits for what an earlier try still does with the staging table: a commit whose connection was lost may be under way.
-- After it the table is as it will stay.
-- Parameters: {staging}. Locks: staging ACCESS EXCLUSIVE, to the end of the transaction. Rerun: safe.
lock table {staging} in access exclusive mode
