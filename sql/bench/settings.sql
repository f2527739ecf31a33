-- The server's settings that decide how fast a load can be.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select name, case when unit is null then setting else pg_size_pretty(setting::bigint * case unit
    when '8kB' then 8192 when 'kB' then 1024 when 'MB' then 1048576 end) end as setting
from pg_settings
where name in ('server_version', 'shared_buffers', 'wal_level', 'synchronous_commit', 'fsync', 'full_page_writes',
    'max_wal_size', 'work_mem', 'maintenance_work_mem', 'temp_buffers')
order by name
