-- The share's latest published scan, which is about to become the one before.
-- Parameters: $1 share_id. Locks: the share's row, so that two publishes cannot both be the latest. Rerun: safe.
select last_scan_id, last_scan_utc from tierload.share where share_id = $1 for update
