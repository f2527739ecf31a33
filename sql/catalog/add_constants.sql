-- The columns that all rows of a first scan have in common. The values go to the catalogue, not into the rows, because the
-- columns are added after the rows: 70 bytes a row less.
-- Parameters: {staging}, {tenant_id}, {share_id}, {now}. Locks: staging ACCESS EXCLUSIVE; nobody else reads it yet.
-- Rerun: fails when the columns exist; the caller looks first.
alter table {staging}
    add column tenant_id uuid not null default {tenant_id},
    add column share_id bigint not null default {share_id},
    add column first_snapshot integer default 1,
    add column from_snapshot integer default 1,
    add column until_snapshot integer,
    add column created_utc timestamptz not null default {now},
    add column removed_utc timestamptz,
    add column audit_atime_unix bigint,
    add column audit_told_utc timestamptz
