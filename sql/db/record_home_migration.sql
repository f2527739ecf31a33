-- Records a migration of a home in the transaction that applied it.
-- Parameters: $1 home, $2 version, $3 name, $4 checksum, $5 now. Locks: one new row.
-- Rerun: the primary key refuses a second record.
insert into tierload.home_migration (home, version, name, checksum, applied_utc) values ($1::text::name, $2, $3, $4, $5)
