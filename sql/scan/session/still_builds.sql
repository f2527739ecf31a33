-- Whether a process still has the lock to build (lock_build). It is asked after lock_step, in a statement of its own: whoever
-- has the lock after it waits for that step then.
-- Parameters: $1 build_lock: the transaction that holds the lock. Locks: none. Rerun: safe.
select coalesce(pg_xact_status($1::text::xid8) = 'in progress', false) as still_builds
