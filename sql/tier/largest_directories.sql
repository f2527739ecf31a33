-- The ten directories from which a plan would move most.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select dir_path, count(*) as files, least(sum(size_bytes), 9223372036854775807)::bigint as bytes
from pg_temp.plan_candidate
group by dir_path
order by bytes desc, dir_path
limit 10
