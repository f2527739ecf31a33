-- Tier objects with a life of their own. An object belongs to one life of a file, and not to its path: it says what the file
-- was when it was planned, and what a mover left in its place. When the file was last seen is read from the file. Each
-- object has its plan. `tier_object` is a view.
-- Locks: tier_object and scan ACCESS EXCLUSIVE until the home is migrated. Rerun: applied once a home, with its record.

create table {home}.tier_plan (
    plan_id bigint not null generated always as identity,
    share_id bigint not null,
    tenant_id uuid not null,
    planned_utc timestamptz not null,
    planned_by text not null,
    target text not null,
    used_before_unix bigint not null,
    files bigint not null,
    bytes bigint not null,
    undone_utc timestamptz,
    primary key (plan_id, share_id)
);
comment on table {home}.tier_plan is 'Every plan that was made';
comment on column {home}.tier_plan.planned_by is 'The role that logged in, and the command line';
comment on column {home}.tier_plan.used_before_unix is 'Its files were last used before this';
comment on column {home}.tier_plan.files is 'Files that it planned anew';
comment on column {home}.tier_plan.undone_utc is 'When what was left of it was withdrawn';

alter table {home}.tier_plan enable row level security, force row level security;
create policy tenant_rows on {home}.tier_plan using (tenant_id = (select tierload.current_tenant()));

alter table {home}.tier_object rename to tier_object_state;
alter table {home}.tier_object_state rename column tier_object_id to tier_id;
alter table {home}.tier_object_state drop constraint tier_object_pkey;
alter table {home}.tier_object_state add constraint tier_object_state_pkey primary key (tier_id, share_id);
alter table {home}.tier_object_state
    drop column last_seen_utc,
    add column plan_id bigint,
    add column mtime_unix bigint,
    add column ctime_unix bigint,
    add column frn bigint,
    add column stub_size_bytes bigint,
    add column stub_mtime_unix bigint,
    add column stub_frn bigint;
update {home}.tier_object_state
set stubbed_utc = case when state = 'STUBBED' then coalesce(stubbed_utc, planned_utc) else stubbed_utc end,
    rehydrated_utc = case when state = 'REHYDRATED' then coalesce(rehydrated_utc, planned_utc) else rehydrated_utc end,
    deleted_utc = case when state = 'DELETED' then coalesce(deleted_utc, planned_utc) else deleted_utc end;
alter table {home}.tier_object_state add constraint tier_object_acted_check check (
    case state when 'STUBBED' then stubbed_utc is not null
        when 'REHYDRATED' then rehydrated_utc is not null
        when 'DELETED' then deleted_utc is not null
        else true end
);
create unique index tier_object_live_key on {home}.tier_object_state (share_id, file_current_id)
    where state in ('PLANNED', 'STUBBED');
comment on table {home}.tier_object_state is 'What is planned, stubbed, rehydrated or deleted on the cheap tier: one row for a life of a file; read it through tier_object';
comment on column {home}.tier_object_state.size_bytes is 'The file as it was planned; NULL where no scan told';
comment on column {home}.tier_object_state.ctime_unix is 'When the file was made; NTFS and SMB alone tell';
comment on column {home}.tier_object_state.stub_size_bytes is 'What a mover left in its place; NULL where scans see the stub as they saw the file';
comment on column {home}.tier_object_state.last_accessed_utc is 'The latest access in an audit log since it was planned, while PLANNED or STUBBED';
comment on column {home}.tier_object_state.access_count is 'Accesses in audit logs since it was planned, while PLANNED or STUBBED';

create view {home}.tier_object with (security_invoker = true) as
select
    o.tier_id,
    o.tenant_id,
    s.share_name,
    case when d.dir_path = '/' then '/' || f.name else d.dir_path || '/' || f.name end as full_path,
    o.target_uri,
    o.state,
    p.planned_by,
    o.planned_utc,
    greatest(o.stubbed_utc, o.rehydrated_utc, o.deleted_utc) as acted_utc,
    case when o.state = 'DELETED' then null
         when f.until_snapshot is not null then last.finished_utc
         when f.from_snapshot is not null then s.last_scan_utc end as last_seen_utc,
    o.last_accessed_utc,
    o.access_count,
    o.file_current_id,
    o.size_bytes,
    o.plan_id,
    o.share_id,
    o.stubbed_utc,
    o.rehydrated_utc,
    o.deleted_utc
from {home}.tier_object_state o
join {home}.share s on s.share_id = o.share_id
left join {home}.tier_plan p on p.plan_id = o.plan_id and p.share_id = o.share_id
left join {home}.file_state f on f.file_id = o.file_current_id and f.share_id = o.share_id
left join {home}.dir d on d.dir_id = f.dir_id and d.share_id = f.share_id
left join {home}.scan last on last.share_id = f.share_id and last.snapshot_no = f.until_snapshot - 1;
comment on view {home}.tier_object is 'What is planned, stubbed, rehydrated or deleted on the cheap tier, with its file and plan';

grant select on {home}.tier_plan, {home}.tier_object to public;

alter table {home}.scan add column tier_objects_replaced bigint;
comment on column {home}.scan.tier_objects_replaced is 'Stubbed objects that it ended: another file stood in place of the stub';
comment on column {home}.scan.tier_objects_gone is 'Live objects whose file it found removed';
