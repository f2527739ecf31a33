-- From here on no chunk is added: claims look for LOADING.
-- Parameters: $1 scan_id, $2 loading (since when it takes chunks: one that was begun again is another). Locks: the scan's row; waits for
-- chunks in flight. Rerun: safe, same outcome.
update {home}.scan set status = 'BUILDING' where scan_id = $1 and loading_utc = $2 and status in ('LOADING', 'BUILDING')
