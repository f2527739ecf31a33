-- Updates of a table so far, and how many of them wrote no index.
-- Parameters: $1 table. Locks: none. Rerun: safe, reads only.
select coalesce(sum(n_tup_upd), 0)::bigint as updates, coalesce(sum(n_tup_hot_upd), 0)::bigint as hot
from pg_stat_user_tables
where relid = to_regclass($1)
