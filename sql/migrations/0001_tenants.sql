-- Roles, tenants and shares; how a session is bound to its tenant.
-- Locks: none that anybody else could wait for (all objects are new).

create table tierload.tenant (
    tenant_id uuid primary key default gen_random_uuid(),
    code text collate "C" not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
    name text not null,
    created_utc timestamptz not null
);
comment on table tierload.tenant is 'A customer: owns everything that carries its tenant_id';

-- Which tenant a login role is bound to. Members of tierload_loader are bound to none: they choose.
create table tierload.tenant_role (
    role_name name primary key,
    tenant_id uuid not null references tierload.tenant
);

-- app.tenant_id can be set by anybody, so it counts for members of the loader role alone. session_user, unlike
-- current_user, does not change inside SECURITY DEFINER functions, which this one is so that it may read tenant_role.
create function tierload.current_tenant() returns uuid
    language sql stable security definer parallel safe
    set search_path = pg_catalog, pg_temp
    as $$
        select case
            when pg_has_role(session_user, 'tierload_loader', 'member')
                then nullif(current_setting('app.tenant_id', true), '')::uuid
            else (select tenant_id from tierload.tenant_role where role_name = session_user)
        end
    $$;

create function tierload.is_loader() returns boolean
    language sql stable parallel safe
    set search_path = pg_catalog, pg_temp
    as $$ select pg_has_role(session_user, 'tierload_loader', 'member') $$;

create table tierload.share (
    share_id bigint primary key generated always as identity,
    tenant_id uuid not null references tierload.tenant,
    share_name text collate "C" not null,
    root_path text,
    src_type text not null check (src_type in ('NTFS', 'SMB', 'LucidLink', 'POSIX')),
    volume_id text,
    -- What is true of every file of the share that is not removed: stored once here, not in each row.
    last_scan_id bigint,
    last_scan_utc timestamptz,
    created_utc timestamptz not null,
    unique (tenant_id, share_name)
);
comment on table tierload.share is 'One file tree of a tenant; the unit of storage';
comment on column tierload.share.root_path is 'Prefix stripped from the paths of its dumps; NULL keeps them whole';
comment on column tierload.share.last_scan_id is 'Latest published scan';
comment on column tierload.share.last_scan_utc is 'When that scan was published';

alter table tierload.tenant enable row level security;
alter table tierload.tenant force row level security;
alter table tierload.tenant_role enable row level security;
alter table tierload.tenant_role force row level security;
alter table tierload.share enable row level security;
alter table tierload.share force row level security;

create policy tenant_itself on tierload.tenant
    using (tenant_id = (select tierload.current_tenant()) or (select tierload.is_loader()));
-- current_user, because current_tenant() reads it with the rights of its owner.
create policy loader_only on tierload.tenant_role
    using ((select pg_has_role(current_user, 'tierload_loader', 'member')));
create policy tenant_rows on tierload.share
    using (tenant_id = (select tierload.current_tenant()));

grant select on tierload.tenant, tierload.share to public;

insert into tierload.tenant (code, name, created_utc)
values ('default', 'Default tenant', transaction_timestamp());
