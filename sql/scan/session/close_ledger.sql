-- From here on no chunk is added: claims look for LOADING.
-- Parameters: $1 scan_id. Locks: the scan's row; waits for chunks in flight. Rerun: safe, same outcome.
update {home}.scan set status = 'BUILDING' where scan_id = $1 and status in ('LOADING', 'BUILDING')
