-- How far the index builds of a table have come, as the server tells it.
-- Parameters: $1 table. Locks: none. Rerun: safe, reads only.
select coalesce(c.relname::text, 'index') as index_name, p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total
from pg_stat_progress_create_index p
left join pg_class c on c.oid = p.index_relid
where p.relid = to_regclass($1)
order by 1
