-- The published scans of a share, in the order of their snapshots. What is NULL, as no publish leaves it, becomes what no scan
-- comes to, so that it is found and not passed over.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select scan_guid, snapshot_no, started_utc, finished_utc, coalesce(rows_read, -1) as rows_read, coalesce(loaded, -1) as loaded,
    coalesce(rejected, -1) as rejected, coalesce(skipped, -1) as skipped, coalesce(known, 0) as known,
    coalesce(bytes::text, '') as bytes, coalesce(digest::text, '') as digest, coalesce(chain_value, '') as chain_value, under_dirs
from {home}.scan
where share_id = $1 and snapshot_no is not null
order by snapshot_no
