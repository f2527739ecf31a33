-- Lets one process at a time build and publish a scan. The row of its first input stands for it: the scan's own row is
-- written by other sessions of the build. No advisory lock: anybody who can log in may take one and keep it.
-- Returns the transaction that holds the lock, by which still_builds knows it.
-- Parameters: $1 scan_id. Locks: that row, to the end of the transaction. Rerun: safe.
select pg_current_xact_id()::text as build_lock from {home}.scan_input where scan_id = $1 and input_no = 0 for update
