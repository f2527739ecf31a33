-- For whom a session waits at this moment. A role that may not see what others do learns their numbers at least.
-- Parameters: $1 pid. Locks: none. Rerun: safe, reads only.
select a.pid, coalesce(a.usename, a.backend_type, '?')::text as who, coalesce(nullif(a.application_name, ''), '?') as application,
    a.state, a.query_start
from pg_stat_activity a
where a.pid = any (pg_blocking_pids($1))
order by a.pid
