-- Notes what was done.
-- Parameters: $1 tenant_id, $2 share_id, $3 now, $4 action, $5 detail. Locks: one new row.
-- Rerun: part of the transaction that did it.
insert into {home}.audit_log (tenant_id, share_id, logged_utc, action, detail) values ($1, $2, $3, $4, $5)
