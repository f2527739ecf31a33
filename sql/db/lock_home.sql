-- Lets one process at a time migrate a home.
-- Parameters: $1 home. Locks: its row, to the end of the transaction. Rerun: safe.
select home::text from tierload.home where home = $1::text::name for update
