-- What a plan comes to.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select count(*) as files, coalesce(sum(size_bytes), 0)::text as bytes
from pg_temp.plan_candidate
