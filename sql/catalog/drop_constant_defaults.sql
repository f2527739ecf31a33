-- Later rows must say these themselves; rows that are there keep what the catalogue says of them.
-- Parameters: {staging}. Locks: staging ACCESS EXCLUSIVE; nobody else reads it yet. Rerun: safe, same outcome.
alter table {staging}
    alter column tenant_id drop default,
    alter column share_id drop default,
    alter column first_snapshot drop default,
    alter column from_snapshot drop default,
    alter column created_utc drop default
