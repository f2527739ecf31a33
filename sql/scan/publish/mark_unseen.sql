-- Files that a scan did not see: their version ends before it, and those that are gone are removed. The row stays.
-- Parameters: {state}, {diff}; $1 snapshot_no, $2 now. Locks: the rows it changes. Rerun: safe, writes the same values.
update {state} f
set until_snapshot = case when f.from_snapshot is not null then coalesce(f.until_snapshot, $1) end,
    removed_utc = case when d.is_gone then $2::timestamptz end
from {diff} d
where d.change = 'unseen' and f.ctid = d.state_ctid and f.file_id = d.file_id
    and (d.is_gone or d.old_from_snapshot is not null and d.old_until_snapshot is null)
