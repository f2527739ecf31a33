-- How far an index build has come, as the server tells it.
-- Parameters: $1 table. Locks: none. Rerun: safe, reads only.
select phase, blocks_done, blocks_total, tuples_done, tuples_total
from pg_stat_progress_create_index
where relid = to_regclass($1)
