-- Makes a share at its first scan; returns no row when another process made it first.
-- Parameters: $1 tenant_id, $2 share_name, $3 root, $4 source_type, $5 now. Locks: one new row.
-- Rerun: safe, an existing share is left as it is.
insert into {home}.share (tenant_id, share_name, root_path, src_type, created_utc)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, share_name) do nothing
returning share_id
