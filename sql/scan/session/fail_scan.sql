-- Gives a scan up; its staging tables are dropped in the same transaction.
-- Parameters: $1 scan_id, $2 now, $3 reason, $4 loading (since when it takes the chunks of whoever gives it up; NULL: of
-- anybody), $5 building (also one that is being built: for whoever has the lock to build it). Locks: the scan's row. Rerun: safe, a
-- finished scan is left alone.
update {home}.scan set status = 'ERROR', finished_utc = $2, error_text = $3
where scan_id = $1 and finished_utc is null and ($4::timestamptz is null or loading_utc = $4)
    and ($5 or status = 'LOADING')
