-- The server's process that serves this session.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select pg_backend_pid() as pid
