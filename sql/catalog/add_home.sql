-- Adds a home, unless it is there.
-- Parameters: $1 home, $2 now. Locks: one new row. Rerun: safe, an existing home is left as it is.
insert into tierload.home (home, created_utc) values ($1::text::name, $2) on conflict (home) do nothing
