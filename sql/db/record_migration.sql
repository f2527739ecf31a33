-- Records a migration in the transaction that applied it.
-- Parameters: $1 version, $2 name, $3 checksum, $4 now. Locks: one new row.
-- Rerun: the primary key refuses a second record.
insert into tierload.schema_migration (version, name, checksum, applied_utc) values ($1, $2, $3, $4)
