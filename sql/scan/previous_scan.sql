-- The share's latest published scan, which is about to become the one before, when its walk began, and the share's root
-- and type, on which stored paths depend. Why has_state is not asked of to_regclass stands in audit/state_exists.sql.
-- Parameters: $1 share_id, $2 the share's file_state table. Locks: the share's row, so that two publishes cannot both be
-- the latest; scans that begin meanwhile refer to the row and are not held up. Rerun: safe.
select s.last_scan_id, s.last_scan_utc, s.share_name,
    (select c.started_utc from tierload.scan c where c.scan_id = s.last_scan_id) as last_started_utc,
    exists (
        select from pg_class t
        join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = split_part($2, '.', 1) and t.relname = split_part($2, '.', 2)
    ) as has_state,
    s.root_path, s.src_type
from tierload.share s
where s.share_id = $1
for no key update of s
