-- Lets one transaction at a time publish a scan, apply an audit batch or make a plan on a share. A row lock, because
-- anybody who can log in may take an advisory lock and keep it, but only the loader may lock this row.
-- Parameters: $1 share_id. Locks: the share's row, to the end of the transaction; scans that begin meanwhile refer to
-- it and are not held up. Rerun: safe, a second take in one transaction is free.
select share_id from {home}.share where share_id = $1 for no key update
