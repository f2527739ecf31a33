-- Scans, directories and files. Keys carry share_id; nothing that access updates touch is indexed.
-- Locks: none that anybody else could wait for (all objects are new).

create table tierload.scan (
    scan_id bigint primary key generated always as identity,
    tenant_id uuid not null references tierload.tenant,
    share_id bigint not null references tierload.share,
    share_name text collate "C" not null,
    scan_guid uuid not null,
    src_type text not null,
    status text not null check (status in ('LOADING', 'BUILDING', 'OK', 'WARN', 'ERROR')),
    started_utc timestamptz not null,
    loading_utc timestamptz not null,
    finished_utc timestamptz,
    chunk_bytes bigint not null,
    error_text text,
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
    unique (share_id, scan_guid),
    check ((finished_utc is null) = (status in ('LOADING', 'BUILDING')))
);
comment on table tierload.scan is 'One walk over a share; immutable once finished_utc is set';
comment on column tierload.scan.started_utc is 'When the walk began, as far as is known';
comment on column tierload.scan.loading_utc is 'When its load began';
comment on column tierload.scan.finished_utc is 'When it was published, or given up';

create table tierload.scan_input (
    scan_id bigint not null references tierload.scan,
    input_no integer not null,
    tenant_id uuid not null,
    input_name text not null,
    fingerprint uuid,
    size_bytes bigint,
    primary key (scan_id, input_no)
);
comment on table tierload.scan_input is 'The inputs of a scan; fingerprint is the XXH3-128 of the bytes as stored, NULL for a pipe';

create table tierload.ingest_chunk (
    share_id bigint not null,
    scan_id bigint not null references tierload.scan,
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
    loaded_utc timestamptz not null,
    primary key (scan_id, input_no, chunk_no, share_id),
    check (rows_read = loaded + rejected + skipped)
);
comment on table tierload.ingest_chunk is 'Ledger: a chunk stands here if and only if its rows are loaded';
comment on column tierload.ingest_chunk.digest is 'XXH3-128 of the chunk''s raw bytes';

create table tierload.scan_reject (
    scan_id bigint not null references tierload.scan,
    input_no integer not null,
    line bigint not null,
    byte bigint not null,
    tenant_id uuid not null,
    reason text not null,
    raw bytea not null,
    primary key (scan_id, input_no, byte)
);
comment on table tierload.scan_reject is 'Records that could not be loaded, as they were';

create sequence tierload.dir_id_seq cache 100;

create table tierload.dir (
    dir_id bigint not null default nextval('tierload.dir_id_seq'),
    share_id bigint not null,
    tenant_id uuid not null,
    dir_path text collate "C" not null,
    dir_path_raw bytea,
    dir_hash64 bigint not null,
    dir_digest uuid not null,
    first_seen_scan_id bigint,
    primary key (dir_id, share_id),
    unique (dir_digest, share_id)
);
create index dir_path_idx on tierload.dir using hash (dir_path);
comment on table tierload.dir is 'Every directory path that ever held a file, once per share';
comment on column tierload.dir.dir_hash64 is 'XXH64 (seed 0) of dir_path; two paths may share it';
comment on column tierload.dir.dir_digest is 'XXH3-128 of dir_path; tells paths apart, at any length';
comment on column tierload.dir.dir_path_raw is 'The bytes, where dir_path is an escape of them';

-- Ids of `file` and of `file_state`: at a first scan a file has the same in both.
create sequence tierload.file_id_seq cache 1000;

-- The constant columns come last: a scan's partition gets them by ALTER TABLE ADD COLUMN ... DEFAULT once its rows
-- are loaded, which stores them once in the catalogue and in no row.
create table tierload.file (
    file_id bigint not null default nextval('tierload.file_id_seq'),
    dir_id bigint not null,
    name text collate "C" not null,
    name_raw bytea,
    size_bytes bigint not null,
    atime_unix bigint,
    mtime_unix bigint,
    ctime_unix bigint,
    frn bigint,
    file_hash text,
    file_extension text collate "C",
    tenant_id uuid not null,
    share_id bigint not null,
    scan_id bigint not null,
    primary key (dir_id, name, scan_id, share_id)
) partition by list (share_id);
comment on table tierload.file is 'Immutable: one row per file per scan';
comment on column tierload.file.name_raw is 'The bytes, where name is an escape of them';
comment on column tierload.file.ctime_unix is 'NTFS: creation; POSIX: last change of the inode';
comment on column tierload.file.frn is 'File reference number or inode; beyond 2^63 as the negative number of the same bits';

create table tierload.file_state (
    file_current_id bigint not null default nextval('tierload.file_id_seq'),
    dir_id bigint not null,
    name text collate "C" not null,
    name_raw bytea,
    size_bytes bigint,
    atime_unix bigint,
    mtime_unix bigint,
    ctime_unix bigint,
    file_hash text,
    file_extension text collate "C",
    tenant_id uuid not null,
    share_id bigint not null,
    atime_from_audit boolean not null,
    atime_updated_utc timestamptz not null,
    first_seen_scan_id bigint,
    last_seen_scan_id bigint,
    last_scan_utc timestamptz,
    removed_utc timestamptz,
    created_utc timestamptz not null,
    updated_utc timestamptz not null,
    primary key (file_current_id, share_id),
    unique (dir_id, name, share_id)
) partition by list (share_id);
comment on table tierload.file_state is 'Mutable: one row per file of a share; read it through file_current';
comment on column tierload.file_state.last_seen_scan_id is 'Set only when the file is removed; else it is the share''s';
comment on column tierload.file_state.first_seen_scan_id is 'NULL while the file is known from an audit log alone';

create view tierload.file_current with (security_invoker = true) as
select
    f.file_current_id,
    f.tenant_id,
    s.share_name,
    f.dir_id,
    f.name,
    case when d.dir_path = '/' then '/' || f.name else d.dir_path || '/' || f.name end as full_path,
    f.size_bytes,
    f.atime_unix,
    f.mtime_unix,
    f.ctime_unix,
    f.file_hash,
    f.file_extension,
    case when f.atime_from_audit then 'lucidlink_audit' else 'initial_scan' end as last_accessed_source,
    f.atime_updated_utc,
    f.first_seen_scan_id,
    case when f.removed_utc is not null then f.last_seen_scan_id
         when f.first_seen_scan_id is not null then s.last_scan_id end as last_seen_scan_id,
    case when f.removed_utc is not null then f.last_scan_utc
         when f.first_seen_scan_id is not null then s.last_scan_utc end as last_scan_utc,
    f.created_utc,
    f.updated_utc,
    f.removed_utc,
    f.share_id,
    d.dir_path
from tierload.file_state f
join tierload.share s on s.share_id = f.share_id and s.tenant_id = f.tenant_id
join tierload.dir d on d.dir_id = f.dir_id and d.share_id = f.share_id;
comment on view tierload.file_current is 'What planners read: every file of a share as it is now';

alter table tierload.scan enable row level security;
alter table tierload.scan force row level security;
alter table tierload.scan_input enable row level security;
alter table tierload.scan_input force row level security;
alter table tierload.ingest_chunk enable row level security;
alter table tierload.ingest_chunk force row level security;
alter table tierload.scan_reject enable row level security;
alter table tierload.scan_reject force row level security;
alter table tierload.dir enable row level security;
alter table tierload.dir force row level security;
alter table tierload.file enable row level security;
alter table tierload.file force row level security;
alter table tierload.file_state enable row level security;
alter table tierload.file_state force row level security;

create policy tenant_rows on tierload.scan using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.scan_input using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.ingest_chunk using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.scan_reject using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.dir using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.file using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on tierload.file_state using (tenant_id = (select tierload.current_tenant()));

grant select on tierload.scan, tierload.scan_input, tierload.dir, tierload.file, tierload.file_state,
    tierload.file_current to public;
