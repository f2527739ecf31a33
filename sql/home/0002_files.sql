-- Files in versions: a file that did not change costs a later scan nothing.
-- Locks: none that anybody else could wait for (all objects are new). Rerun: applied once a home, with its record.

-- Ids of files, for good.
create sequence {home}.file_id_seq cache 1000;

-- Widest columns first, so that nothing is lost to alignment. Columns of three kinds: what the file is; what the last scan
-- that saw it saw of it; what audit logs say. The leaves have the keys (dir_id, name) and (file_id).
create table {home}.file_state (
    file_id bigint not null default nextval('{home}.file_id_seq'),
    dir_id bigint not null,
    size_bytes bigint,
    atime_unix bigint,
    mtime_unix bigint,
    ctime_unix bigint,
    allocated_bytes bigint,
    frn bigint,
    device bigint,
    nlink integer,
    owner_id integer,
    group_id integer,
    name text collate "C" not null,
    name_raw bytea,
    file_extension text collate "C",
    file_hash text,
    tenant_id uuid not null,
    share_id bigint not null,
    first_snapshot integer,
    from_snapshot integer,
    until_snapshot integer,
    created_utc timestamptz not null,
    removed_utc timestamptz,
    audit_atime_unix bigint,
    audit_told_utc timestamptz
) partition by list (share_id);
comment on table {home}.file_state is 'The open version of every file; read it through file_current, file_removed and file';
comment on column {home}.file_state.name_raw is 'The bytes, where name is an escape of them';
comment on column {home}.file_state.ctime_unix is 'NTFS: creation; POSIX: last change of the inode';
comment on column {home}.file_state.frn is 'File reference number or inode; beyond 2^63 as the negative number of the same bits';
comment on column {home}.file_state.first_snapshot is 'The first snapshot that has the file; NULL while an audit log alone knows it';
comment on column {home}.file_state.from_snapshot is 'The first snapshot of this version';
comment on column {home}.file_state.until_snapshot is 'The first later snapshot that has not the file; NULL while the latest has it';
comment on column {home}.file_state.removed_utc is 'When a scan found it removed; a file that was only not seen stays present';
comment on column {home}.file_state.audit_atime_unix is 'The latest access in an audit log that was later than all that was known';
comment on column {home}.file_state.audit_told_utc is 'When that was loaded';

create table {home}.file_history (
    file_id bigint not null,
    dir_id bigint not null,
    size_bytes bigint,
    atime_unix bigint,
    mtime_unix bigint,
    ctime_unix bigint,
    allocated_bytes bigint,
    frn bigint,
    device bigint,
    share_id bigint not null,
    nlink integer,
    owner_id integer,
    group_id integer,
    from_snapshot integer not null,
    until_snapshot integer not null,
    tenant_id uuid not null,
    name text collate "C" not null,
    name_raw bytea,
    file_extension text collate "C",
    file_hash text
) partition by list (share_id);
create index file_history_until_idx on {home}.file_history using brin (until_snapshot);
comment on table {home}.file_history is 'Append-only: closed versions, with the snapshots that have them: from_snapshot, and all before until_snapshot';

create table {home}.dir_state (
    dir_id bigint not null,
    files bigint not null,
    share_id bigint not null,
    from_snapshot integer not null,
    tenant_id uuid not null,
    bytes numeric not null,
    allocated_bytes numeric not null,
    digest numeric not null
) partition by list (share_id);
comment on table {home}.dir_state is 'What the own files of each directory add up to in the latest snapshot';
comment on column {home}.dir_state.from_snapshot is 'Since which snapshot';
comment on column {home}.dir_state.digest is 'The sum modulo 2^128 of the XXH3-128 of each row';

create table {home}.dir_history (
    dir_id bigint not null,
    files bigint not null,
    share_id bigint not null,
    from_snapshot integer not null,
    until_snapshot integer not null,
    tenant_id uuid not null,
    bytes numeric not null,
    allocated_bytes numeric not null,
    digest numeric not null
) partition by list (share_id);
create index dir_history_until_idx on {home}.dir_history using brin (until_snapshot);
comment on table {home}.dir_history is 'Append-only: what they added up to before';

alter table {home}.file_state enable row level security, force row level security;
alter table {home}.file_history enable row level security, force row level security;
alter table {home}.dir_state enable row level security, force row level security;
alter table {home}.dir_history enable row level security, force row level security;

create policy tenant_rows on {home}.file_state using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.file_history using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.dir_state using (tenant_id = (select tierload.current_tenant()));
create policy tenant_rows on {home}.dir_history using (tenant_id = (select tierload.current_tenant()));

-- Every version and the snapshots that have it. `until_snapshot` is NULL for what the latest has.
create view {home}.file_version with (security_invoker = true) as
select file_id, tenant_id, share_id, dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash,
    file_extension, allocated_bytes, device, nlink, owner_id, group_id, from_snapshot, until_snapshot
from {home}.file_state
where from_snapshot is not null
union all
select file_id, tenant_id, share_id, dir_id, name, name_raw, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash,
    file_extension, allocated_bytes, device, nlink, owner_id, group_id, from_snapshot, until_snapshot
from {home}.file_history;
comment on view {home}.file_version is 'What scans saw of each file over a run of snapshots in which nothing of it changed';

-- A scan whose inputs had no column of a kind saw nothing of it, though the version may know it from another scan.
create view {home}.file with (security_invoker = true) as
select
    v.file_id,
    v.tenant_id,
    c.scan_id,
    v.dir_id,
    v.name,
    v.size_bytes,
    case when c.known & 1 <> 0 then v.atime_unix end as atime_unix,
    case when c.known & 2 <> 0 then v.mtime_unix end as mtime_unix,
    case when c.known & 4 <> 0 then v.ctime_unix end as ctime_unix,
    case when c.known & 16 <> 0 then v.frn end as frn,
    case when c.known & 512 <> 0 then v.file_hash end as file_hash,
    v.file_extension,
    v.name_raw,
    v.share_id,
    case when c.known & 8 <> 0 then v.allocated_bytes end as allocated_bytes,
    case when c.known & 32 <> 0 then v.device end as device,
    case when c.known & 64 <> 0 then v.nlink end as nlink,
    case when c.known & 128 <> 0 then o.principal end as owner_name,
    case when c.known & 256 <> 0 then g.principal end as group_name
from {home}.scan c
join {home}.file_version v on v.share_id = c.share_id and v.tenant_id = c.tenant_id
    and v.from_snapshot <= c.snapshot_no and (v.until_snapshot is null or v.until_snapshot > c.snapshot_no)
left join {home}.principal o on o.principal_id = v.owner_id
left join {home}.principal g on g.principal_id = v.group_id;
comment on view {home}.file is 'One row per file per published scan, as the scan saw it';

-- The share's number comes first, so that the server looks at this share alone.
create function {home}.snapshot(scan_id bigint) returns setof {home}.file
    language sql stable parallel safe
    as $$
        select f.*
        from {home}.file f
        where f.scan_id = snapshot.scan_id
            and f.share_id = (select c.share_id from {home}.scan c where c.scan_id = snapshot.scan_id)
    $$;
comment on function {home}.snapshot is 'The files that a published scan saw: file for one scan, with the shortest plan';

create view {home}.file_known with (security_invoker = true) as
select
    f.file_id as file_current_id,
    f.tenant_id,
    s.share_name,
    f.dir_id,
    f.name,
    case when d.dir_path = '/' then '/' || f.name else d.dir_path || '/' || f.name end as full_path,
    f.size_bytes,
    greatest(f.atime_unix, f.audit_atime_unix) as atime_unix,
    f.mtime_unix,
    f.ctime_unix,
    f.file_hash,
    f.file_extension,
    case when f.audit_atime_unix >= f.atime_unix or f.atime_unix is null and f.audit_atime_unix is not null
        then 'lucidlink_audit' else 'initial_scan' end as last_accessed_source,
    case when f.audit_atime_unix >= f.atime_unix or f.atime_unix is null and f.audit_atime_unix is not null
        then f.audit_told_utc else since.finished_utc end as atime_updated_utc,
    first.scan_id as first_seen_scan_id,
    case when f.until_snapshot is not null then last.scan_id
         when f.from_snapshot is not null then s.last_scan_id end as last_seen_scan_id,
    case when f.until_snapshot is not null then last.finished_utc
         when f.from_snapshot is not null then s.last_scan_utc end as last_scan_utc,
    f.created_utc,
    greatest(f.created_utc, since.finished_utc, f.audit_told_utc, f.removed_utc) as updated_utc,
    f.removed_utc,
    f.share_id,
    d.dir_path,
    f.allocated_bytes,
    f.frn,
    f.device,
    f.nlink,
    o.principal as owner_name,
    g.principal as group_name
from {home}.file_state f
join {home}.share s on s.share_id = f.share_id and s.tenant_id = f.tenant_id
join {home}.dir d on d.dir_id = f.dir_id and d.share_id = f.share_id
left join {home}.scan since on since.share_id = f.share_id and since.snapshot_no = f.from_snapshot
left join {home}.scan first on first.share_id = f.share_id and first.snapshot_no = f.first_snapshot
left join {home}.scan last on last.share_id = f.share_id and last.snapshot_no = f.until_snapshot - 1
left join {home}.principal o on o.principal_id = f.owner_id
left join {home}.principal g on g.principal_id = f.group_id;
comment on view {home}.file_known is 'Every file that a scan or an audit log ever knew, as it was last known';

create view {home}.file_current with (security_invoker = true) as
select file_current_id, tenant_id, share_name, dir_id, name, full_path, size_bytes, atime_unix, mtime_unix, ctime_unix, file_hash,
    file_extension, last_accessed_source, atime_updated_utc, first_seen_scan_id, last_seen_scan_id, last_scan_utc, created_utc,
    updated_utc, share_id, dir_path, allocated_bytes, frn, device, nlink, owner_name, group_name
from {home}.file_known
where removed_utc is null;
comment on view {home}.file_current is 'What planners read: every present file of a share as it is now';

create view {home}.file_removed with (security_invoker = true) as
select * from {home}.file_known where removed_utc is not null;
comment on view {home}.file_removed is 'Files that a scan found removed, as they were last known';

grant select on {home}.file_state, {home}.file_history, {home}.dir_state, {home}.dir_history, {home}.file_version, {home}.file,
    {home}.file_known, {home}.file_current, {home}.file_removed to public;
