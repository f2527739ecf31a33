-- Begins a scan; returns no row when it was begun before.
-- Parameters: $1 tenant_id, $2 share_id, $3 share_name, $4 scan_guid, $5 source_type, $6 started, $7 now, $8 chunk_bytes,
-- $9 under (the folders that its walk is of, none for the whole share).
-- Locks: one new row; a second process waits for the first to commit. Rerun: safe, the unique guid decides.
insert into {home}.scan
    (tenant_id, share_id, share_name, scan_guid, src_type, status, started_utc, loading_utc, chunk_bytes, under_dirs)
values ($1, $2, $3, $4, $5, 'LOADING', $6, $7, $8, $9)
on conflict (share_id, scan_guid) do nothing
returning scan_id
