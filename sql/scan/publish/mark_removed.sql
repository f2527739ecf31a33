-- Files that a complete scan did not see. The row stays; what the share says of its files is copied into it, because
-- from now on it differs.
-- Parameters: {state}, {diff}; $1 last_scan_id, $2 last_scan_utc, $3 now.
-- Locks: the rows it changes. Rerun: safe, writes the same values.
update {state} f
set removed_utc = $3,
    last_seen_scan_id = case when f.first_seen_scan_id is not null then $1::bigint end,
    last_scan_utc = case when f.first_seen_scan_id is not null then $2::timestamptz end,
    updated_utc = $3
from {diff} d
where d.change = 'removed' and f.ctid = d.state_ctid and f.file_current_id = d.file_current_id
