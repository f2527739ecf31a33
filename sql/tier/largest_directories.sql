-- The ten directories from which a plan would move most.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select dir_path, count(*) as files, sum(size_bytes)::text as bytes
from pg_temp.plan_candidate
group by dir_path
order by sum(size_bytes) desc, dir_path
limit 10
