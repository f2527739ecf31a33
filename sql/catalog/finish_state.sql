-- The constant columns of a first scan's file_state, and the proof of its partition bound, in one pass. The values go
-- to the catalogue, not into the rows.
-- Parameters: {staging_state}, {tenant_id}, {share_id}, {scan_id}, {now}.
-- Locks: the new table only. Rerun: fails when the columns exist; it is part of the transaction that made the table.
alter table {staging_state}
    alter column file_current_id set not null,
    alter column dir_id set not null,
    alter column name set not null,
    alter column file_current_id set default nextval('tierload.file_id_seq'),
    add column tenant_id uuid not null default {tenant_id},
    add column share_id bigint not null default {share_id},
    add column atime_from_audit boolean not null default false,
    add column atime_updated_utc timestamptz not null default {now},
    add column first_seen_scan_id bigint default {scan_id},
    add column last_seen_scan_id bigint,
    add column last_scan_utc timestamptz,
    add column removed_utc timestamptz,
    add column created_utc timestamptz not null default {now},
    add column updated_utc timestamptz not null default {now},
    add check (share_id = {share_id} and tenant_id = {tenant_id})
