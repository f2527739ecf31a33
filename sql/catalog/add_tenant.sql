-- Adds a tenant; returns no row when the code is taken.
-- Parameters: $1 code, $2 name, $3 home, $4 now. Locks: one new row. Rerun: safe, an existing tenant is left as it is.
insert into tierload.tenant (code, name, home, created_utc) values ($1, $2, $3::text::name, $4)
on conflict (code) do nothing
returning tenant_id
