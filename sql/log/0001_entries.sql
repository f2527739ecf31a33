-- The log of what was done, of all homes, out of the loader's reach: it stands in a schema of its role's, and all that the loader may
-- do is to call `add`, and to read. The rows of a share are a chain, and so are those of a tenant that are of no share: each has the
-- SHA-256 of the row before it and of its own content. Nothing here calls what the loader owns, since that would run with the
-- rights of this role: but for the policy that readers are under, which no function here comes by.
-- Locks: none that anybody else could wait for (all objects are new). Rerun: run once a database by role tierload_log, in the
-- transaction that makes the schema.

create sequence tierload_log.entry_id_seq;

create table tierload_log.entry (
    entry_id bigint primary key,
    tenant_id uuid not null,
    share_id bigint,
    place bigint not null,
    logged_utc timestamptz not null,
    actor name not null,
    action text not null,
    detail jsonb not null,
    carried_over boolean not null,
    hash bytea not null
);
create unique index entry_place_key on tierload_log.entry (tenant_id, share_id, place) nulls not distinct;
comment on table tierload_log.entry is 'Append-only: who did what, with counts; read it through audit_log of a home';
comment on column tierload_log.entry.place is 'In its chain, from 1';
comment on column tierload_log.entry.logged_utc is 'By the clock of the server';
comment on column tierload_log.entry.actor is 'The role that logged in';
comment on column tierload_log.entry.carried_over is 'Of before this log, when its loader could write what it liked';
comment on column tierload_log.entry.hash is 'SHA-256 of the hash before it and of this row';

-- One row a chain, locked by whoever adds to it. Loads of other shares do not wait.
create table tierload_log.head (
    tenant_id uuid not null,
    share_id bigint not null,
    place bigint not null,
    hash bytea not null,
    has_begun boolean not null,
    primary key (tenant_id, share_id)
) with (fillfactor = 50);
comment on table tierload_log.head is 'The last row of each chain';
comment on column tierload_log.head.share_id is '0 for what is of no share';
comment on column tierload_log.head.has_begun is 'Whether it has a row that was not carried over: none is carried over from then on';

alter table tierload_log.entry enable row level security, force row level security;
alter table tierload_log.head enable row level security, force row level security;
create policy tenant_adds on tierload_log.entry for insert to tierload_log
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
create policy tenant_heads on tierload_log.head to tierload_log
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Whose rows are seen: for loaders, without anything that the loader owns, so that none can hide what he did.
create function tierload_log.current_tenant() returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
    as $$
begin
    if pg_has_role(session_user, 'tierload_loader', 'member') then
        return nullif(current_setting('app.tenant_id', true), '')::uuid;
    end if;
    return tierload.current_tenant();
end
$$;

create policy tenant_rows on tierload_log.entry for select using (tenant_id = (select tierload_log.current_tenant()));
create policy tenant_rows on tierload_log.head for select to tierload_loader
    using (tenant_id = (select tierload_log.current_tenant()));

-- Adds a row to its chain. The two functions below alone may call it.
create function tierload_log.append(
    tenant_id uuid, share_id bigint, logged_utc timestamptz, actor name, action text, detail jsonb, carried_over boolean
) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    as $$
#variable_conflict use_column
declare
    id bigint := nextval('tierload_log.entry_id_seq');
    place_before bigint;
    hash_before bytea;
    hash_now bytea;
begin
    insert into tierload_log.head as h (tenant_id, share_id, place, hash, has_begun)
    values ($1, coalesce($2, 0), 0, '', not $7)
    on conflict (tenant_id, share_id) do update set has_begun = h.has_begun or excluded.has_begun
    where excluded.has_begun or not h.has_begun
    returning h.place, h.hash into place_before, hash_before;
    if not found then
        raise insufficient_privilege using message = 'nothing is carried over into a log that has begun';
    end if;
    hash_now := sha256(hash_before || convert_to(jsonb_build_array(
        id, $1, $2, place_before + 1, extract(epoch from $3), $4::text, $5, $6, $7)::text, 'UTF8'));
    insert into tierload_log.entry (entry_id, tenant_id, share_id, place, logged_utc, actor, action, detail, carried_over, hash)
    values (id, $1, $2, place_before + 1, $3, $4, $5, $6, $7, hash_now);
    update tierload_log.head as h set place = place_before + 1, hash = hash_now
    where h.tenant_id = $1 and h.share_id = coalesce($2, 0);
end
$$;

-- Who and when is the server's to say. session_user, unlike current_user, is whoever logged in.
create function tierload_log.add(tenant_id uuid, share_id bigint, action text, detail jsonb) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    as $$
begin
    -- 0 is the head of what is of no share.
    if $2 <= 0 then
        raise invalid_parameter_value using message = 'no share has such a number';
    end if;
    perform tierload_log.append($1, $2, clock_timestamp(), session_user::name, $3, $4, false);
end
$$;

-- Rows of before this log. The loader may call it only while a migration moves them.
create function tierload_log.carry_over(
    tenant_id uuid, share_id bigint, logged_utc timestamptz, actor name, action text, detail jsonb
) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    as $$ begin perform tierload_log.append($1, $2, $3, $4, $5, $6, true); end $$;

revoke execute on all functions in schema tierload_log from public;
grant usage on schema tierload_log to tierload_loader;
grant execute on function tierload_log.add to tierload_loader;
grant execute on function tierload_log.current_tenant to public;
-- Readers come by the view of their home: they may not look into this schema.
grant select on tierload_log.entry to public;
grant select on tierload_log.head to tierload_loader;
