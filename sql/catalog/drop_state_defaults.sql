-- Later rows must say these themselves; rows that are there keep what the catalogue says of them.
-- Parameters: {staging_state}. Locks: the new table only. Rerun: safe, same outcome.
alter table {staging_state}
    alter column tenant_id drop default,
    alter column share_id drop default,
    alter column atime_from_audit drop default,
    alter column atime_updated_utc drop default,
    alter column first_seen_scan_id drop default,
    alter column created_utc drop default,
    alter column updated_utc drop default
