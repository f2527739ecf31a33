-- Notes an input of a scan.
-- Parameters: $1 scan_id, $2 input_no, $3 tenant_id, $4 input_name, $5 fingerprint, $6 size_bytes, $7 modified (when it was last
-- written). Locks: one new row.
-- Rerun: safe, the first note stands.
insert into {home}.scan_input (scan_id, input_no, tenant_id, input_name, fingerprint, size_bytes, modified_utc)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
