-- Files that no scan has seen: audit logs alone know them. They keep their ids.
-- Parameters: {state}, {old_state}; $1 tenant_id, $2 share_id. Locks: new rows; the caller holds the share's lock.
-- Rerun: the unique key refuses a second insert.
insert into {state}
    (file_id, dir_id, size_bytes, name, name_raw, file_extension, file_hash, tenant_id, share_id, created_utc, removed_utc,
     audit_atime_unix, audit_told_utc)
select file_current_id, dir_id, size_bytes, name, name_raw, file_extension, file_hash, $1, $2, created_utc, removed_utc,
    atime_unix, atime_updated_utc
from {old_state}
where first_seen_scan_id is null
order by dir_id, name
