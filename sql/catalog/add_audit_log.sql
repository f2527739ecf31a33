-- Notes what was done. Where the log is guarded, the server says when.
-- Parameters: $1 tenant_id, $2 share_id, $3 now, $4 action, $5 detail. Locks: one new row; where the log is guarded also the end of
-- the chain of this share, or of the tenant where it is of no share. Rerun: part of the transaction that did it.
select {home}.add_audit_log($1, $2, $3, $4, $5) is null as noted
