-- Shares, their scans and directories, and the ledgers of what is loaded.
-- Locks: none that anybody else could wait for (all objects are new). Rerun: applied once a home, with its record.

create table {home}.share (
    share_id bigint primary key generated always as identity,
    tenant_id uuid not null,
    share_name text collate "C" not null,
    root_path text,
    src_type text not null check (src_type in ('NTFS', 'SMB', 'LucidLink', 'POSIX')),
    volume_id text,
    last_scan_id bigint,
    last_snapshot_no integer not null default 0,
    last_scan_utc timestamptz,
    is_behind boolean not null default false,
    created_utc timestamptz not null,
    unique (tenant_id, share_name)
);
comment on table {home}.share is 'One file tree of a tenant; the unit of storage and of writing';
comment on column {home}.share.root_path is 'Prefix stripped from the paths of its dumps; NULL keeps them whole';
comment on column {home}.share.last_scan_id is 'Latest published scan';
comment on column {home}.share.last_snapshot_no is 'The number of its snapshot; 0 before the first';
comment on column {home}.share.last_scan_utc is 'When that scan was published';
comment on column {home}.share.is_behind is 'Its scans still stand in the tables of before homes';

create table {home}.scan (
    scan_id bigint primary key generated always as identity,
    tenant_id uuid not null,
    share_id bigint not null references {home}.share,
    share_name text collate "C" not null,
    scan_guid uuid not null,
    src_type text not null,
    status text not null check (status in ('LOADING', 'BUILDING', 'OK', 'WARN', 'ERROR')),
    started_utc timestamptz not null,
    loading_utc timestamptz not null,
    finished_utc timestamptz,
    chunk_bytes bigint not null,
    error_text text,
    snapshot_no integer,
    bytes_read bigint,
    rows_read bigint,
    loaded bigint,
    rejected bigint,
    duplicates bigint,
    skipped bigint,
    dirs_new bigint,
    files_new bigint,
    files_changed bigint,
    files_unchanged bigint,
    files_removed bigint,
    files_not_seen bigint,
    tier_objects_gone bigint,
    known integer,
    bytes numeric,
    digest numeric,
    chain_value bytea,
    unique (share_id, scan_guid),
    unique (share_id, snapshot_no),
    check ((finished_utc is null) = (status in ('LOADING', 'BUILDING')))
);
comment on table {home}.scan is 'One walk over a share; immutable once finished_utc is set';
comment on column {home}.scan.started_utc is 'When the walk began, as far as is known';
comment on column {home}.scan.loading_utc is 'When its load began';
comment on column {home}.scan.finished_utc is 'When it was published, or given up';
comment on column {home}.scan.snapshot_no is 'Its place among the published scans of the share, in the order of publishing';
comment on column {home}.scan.files_not_seen is 'Present files that it neither saw nor found removed';
comment on column {home}.scan.tier_objects_gone is 'Objects on the cheap tier, or planned for it, whose file the share no longer has';
comment on column {home}.scan.known is 'Which columns its inputs have a value for in some row: a bit each, as in src/dump/rows/sums.rs';
comment on column {home}.scan.bytes is 'The sizes of its files, added up';
comment on column {home}.scan.digest is 'The sum modulo 2^128 of the XXH3-128 of each of its rows';
comment on column {home}.scan.chain_value is 'SHA-256 of the chain value before, and of what this scan is and came to';

create table {home}.scan_input (
    scan_id bigint not null references {home}.scan,
    input_no integer not null,
    tenant_id uuid not null,
    input_name text not null,
    fingerprint uuid,
    size_bytes bigint,
    primary key (scan_id, input_no)
);
comment on table {home}.scan_input is 'The inputs of a scan; fingerprint is the XXH3-128 of the bytes as stored, NULL for a pipe';

create table {home}.ingest_chunk (
    share_id bigint not null,
    scan_id bigint not null references {home}.scan,
    input_no integer not null,
    chunk_no bigint not null,
    tenant_id uuid not null,
    byte_start bigint not null,
    byte_end bigint not null,
    digest uuid not null,
    rows_read bigint not null,
    loaded bigint not null,
    rejected bigint not null,
    skipped bigint not null,
    known integer not null default 0,
    loaded_utc timestamptz not null,
    primary key (scan_id, input_no, chunk_no, share_id),
    check (rows_read = loaded + rejected + skipped)
);
comment on table {home}.ingest_chunk is 'Ledger: a chunk stands here if and only if its rows are loaded';
comment on column {home}.ingest_chunk.digest is 'XXH3-128 of the chunk''s raw bytes';

create table {home}.scan_reject (
    scan_id bigint not null references {home}.scan,
    input_no integer not null,
    line bigint not null,
    byte bigint not null,
    tenant_id uuid not null,
    reason text not null,
    raw bytea not null,
    primary key (scan_id, input_no, byte)
);
comment on table {home}.scan_reject is 'Records that could not be loaded, as they were';

create sequence {home}.dir_id_seq cache 100;

create table {home}.dir (
    dir_id bigint not null default nextval('{home}.dir_id_seq'),
    share_id bigint not null,
    tenant_id uuid not null,
    dir_path text collate "C" not null,
    dir_path_raw bytea,
    dir_hash64 bigint not null,
    dir_digest uuid not null,
    parent_digest uuid,
    primary key (dir_id, share_id),
    unique (dir_digest, share_id)
);
create index dir_path_idx on {home}.dir using hash (dir_path);
comment on table {home}.dir is 'Every directory path that ever held a file, and those above it, once per share';
comment on column {home}.dir.dir_hash64 is 'XXH64 (seed 0) of dir_path; two paths may share it';
comment on column {home}.dir.dir_digest is 'XXH3-128 of dir_path; tells paths apart, at any length';
comment on column {home}.dir.parent_digest is 'dir_digest of the directory above; NULL at the top';
comment on column {home}.dir.dir_path_raw is 'The bytes, where dir_path is an escape of them';

create sequence {home}.principal_id_seq as integer;

create table {home}.principal (
    principal_id integer primary key default nextval('{home}.principal_id_seq'),
    tenant_id uuid not null,
    principal_digest uuid not null,
    principal text collate "C" not null,
    unique (tenant_id, principal_digest)
);
comment on table {home}.principal is 'Owners and groups of files: uid:N, gid:N, a SID, or a name';
comment on column {home}.principal.principal_digest is 'XXH3-128 of principal';

alter table {home}.share enable row level security, force row level security;
alter table {home}.scan enable row level security, force row level security;
alter table {home}.scan_input enable row level security, force row level security;
alter table {home}.ingest_chunk enable row level security, force row level security;
alter table {home}.scan_reject enable row level security, force row level security;
alter table {home}.dir enable row level security, force row level security;
alter table {home}.principal enable row level security, force row level security;

create policy tenant_rows on {home}.share using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.scan using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.scan_input using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.ingest_chunk using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.scan_reject using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.dir using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.principal using (tenant_id = (select tierload.current_tenant()));

grant select on {home}.share, {home}.scan, {home}.scan_input, {home}.dir, {home}.principal to public;
