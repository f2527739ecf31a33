-- What a plan comes to.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select count(*) as files, least(coalesce(sum(size_bytes), 0), 9223372036854775807)::bigint as bytes
from pg_temp.plan_candidate
