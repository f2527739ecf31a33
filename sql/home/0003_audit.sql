-- Audit logs: what was read of them, what is tiered, and who did what.
-- Locks: none that anybody else could wait for (all objects are new). Rerun: applied once a home, with its record.

-- No foreign keys: see sql/README.md. fillfactor leaves room, so that warming an object and seeing it again is HOT.
create table {home}.tier_object (
    tier_object_id bigint not null generated always as identity,
    tenant_id uuid not null,
    share_id bigint not null,
    file_current_id bigint not null,
    state text not null check (state in ('PLANNED', 'STUBBED', 'REHYDRATED', 'DELETED')),
    target_uri text not null,
    size_bytes bigint,
    planned_utc timestamptz not null,
    stubbed_utc timestamptz,
    rehydrated_utc timestamptz,
    deleted_utc timestamptz,
    last_seen_utc timestamptz,
    last_accessed_utc timestamptz,
    access_count bigint not null default 0,
    primary key (file_current_id, share_id)
) with (fillfactor = 80);
-- Planning and publishing read the objects of one share.
create index tier_object_share_idx on {home}.tier_object (share_id);
comment on table {home}.tier_object is 'What is planned, stubbed, rehydrated or deleted on the cheap tier: at most one row for a file';
comment on column {home}.tier_object.file_current_id is 'file_state of the same share; rows there are never deleted';
comment on column {home}.tier_object.last_seen_utc is 'The latest scan that saw the file';
comment on column {home}.tier_object.last_accessed_utc is 'The latest access in an audit log while PLANNED or STUBBED';
comment on column {home}.tier_object.access_count is 'Accesses in audit logs while PLANNED or STUBBED';

create table {home}.lucid_audit_cursor (
    share_id bigint not null,
    log_digest uuid not null,
    tenant_id uuid not null,
    node text not null,
    log_begin text not null,
    byte_offset bigint not null,
    lines bigint,
    events bigint not null,
    first_line uuid,
    updated_utc timestamptz not null,
    primary key (share_id, log_digest)
);
comment on table {home}.lucid_audit_cursor is 'Ledger of audit logs: an event is applied if and only if its offset lies before the cursor';
comment on column {home}.lucid_audit_cursor.log_digest is 'XXH3-128 of node, NUL and log_begin: a node may be a path, too long for an index';
comment on column {home}.lucid_audit_cursor.byte_offset is 'Decompressed bytes that were read';
comment on column {home}.lucid_audit_cursor.first_line is 'XXH3-128 of the first line: tells a shortened log from another one under its name';
comment on column {home}.lucid_audit_cursor.events is 'Lines before it that are not blank';

-- By month of processing; a partition is dropped once it is too old. Ids may be longer than an index takes, so the
-- key has their digest.
create table {home}.lucid_audit_processed (
    share_id bigint not null,
    event_digest uuid not null,
    processed_utc timestamptz not null,
    tenant_id uuid not null,
    audit_event_id text not null,
    primary key (event_digest, share_id, processed_utc)
) partition by range (processed_utc);
comment on table {home}.lucid_audit_processed is 'Ids of updates that agents sent; events of logs need none, see lucid_audit_cursor';
comment on column {home}.lucid_audit_processed.event_digest is 'XXH3-128 of audit_event_id';

create table {home}.audit_log (
    audit_log_id bigint primary key generated always as identity,
    tenant_id uuid not null,
    share_id bigint,
    logged_utc timestamptz not null,
    actor name not null default session_user,
    action text not null,
    detail jsonb not null
);
create index audit_log_share_idx on {home}.audit_log (share_id, logged_utc);
comment on table {home}.audit_log is 'Append-only: who did what, with counts';

alter table {home}.tier_object enable row level security, force row level security;
alter table {home}.lucid_audit_cursor enable row level security, force row level security;
alter table {home}.lucid_audit_processed enable row level security, force row level security;

create policy tenant_rows on {home}.tier_object using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.lucid_audit_cursor using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.lucid_audit_processed using (tenant_id = (select tierload.current_tenant()));
alter table {home}.audit_log enable row level security, force row level security;

-- Append-only without a trigger: no policy lets anybody update or delete, its owner included.
create policy tenant_rows on {home}.audit_log for select using (tenant_id = (select tierload.current_tenant()));
create policy tenant_adds on {home}.audit_log for insert
    with check (tenant_id = (select tierload.current_tenant()));

grant select on {home}.tier_object, {home}.audit_log to public;
