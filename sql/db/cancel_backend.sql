-- Ends what another session of the same login has in hand; its transaction fails, and is rolled back.
-- Parameters: $1 pid. Locks: none. Rerun: safe, a session that does nothing goes on doing nothing.
select pg_cancel_backend($1) as ended
