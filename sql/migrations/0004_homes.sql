-- Homes: the data of each tenant live in a schema of its own, with a list of migrations of its own. What was loaded before
-- stays where it is until `tierload migrate` has moved it, tenant by tenant and share by share. A scan that was not finished
-- is given up: its staging table has other columns than its chunks would now bring.
-- Locks: tenant ACCESS EXCLUSIVE, for a moment; scan, ingest_chunk and scan_reject ROW EXCLUSIVE. Rerun: applied once, with
-- its record.

create table tierload.home (
    home name primary key,
    created_utc timestamptz not null
);
comment on table tierload.home is 'Schemas with the data of one tenant, or of several small ones';

create table tierload.home_migration (
    home name not null references tierload.home on delete cascade,
    version integer not null,
    name text not null,
    checksum text not null,
    applied_utc timestamptz not null,
    primary key (home, version)
);
comment on table tierload.home_migration is 'What was applied in each home, as schema_migration has it for what all have in common';

-- A code that makes no plain identifier is escaped: what is no lower-case letter, digit or _ becomes _, and a digest tells two
-- such codes apart.
create function tierload.home_of(code text) returns name
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
    as $$
        select case
            when code ~ '^[a-z0-9_]{1,50}$' then 'tierload_' || code
            else 'tierload_' || left(regexp_replace(lower(code), '[^a-z0-9_]', '_', 'g'), 40) || '_' || left(md5(code), 8)
        end::name
    $$;

alter table tierload.tenant add column home name;
insert into tierload.home (home, created_utc)
select distinct tierload.home_of(code), transaction_timestamp() from tierload.tenant;
update tierload.tenant set home = tierload.home_of(code);
alter table tierload.tenant alter column home set not null;
alter table tierload.tenant add foreign key (home) references tierload.home;
comment on column tierload.tenant.home is 'The schema of its data';

do $$
declare
    staged record;
begin
    for staged in
        select c.relname
        from pg_class c
        where c.relnamespace = 'tierload'::regnamespace and c.relkind = 'r' and not c.relispartition
            and c.relname ~ '^staging_(scan|state|diff)_[0-9]+$'
    loop
        execute format('drop table tierload.%I', staged.relname);
    end loop;
end
$$;
alter table tierload.scan no force row level security;
alter table tierload.ingest_chunk no force row level security;
alter table tierload.scan_reject no force row level security;
delete from tierload.ingest_chunk i using tierload.scan c
where c.scan_id = i.scan_id and c.status in ('LOADING', 'BUILDING');
delete from tierload.scan_reject r using tierload.scan c
where c.scan_id = r.scan_id and c.status in ('LOADING', 'BUILDING');
update tierload.scan
set status = 'ERROR', finished_utc = transaction_timestamp(),
    error_text = 'given up by migration 0004_homes; run the same command to begin again'
where status in ('LOADING', 'BUILDING');
alter table tierload.scan force row level security;
alter table tierload.ingest_chunk force row level security;
alter table tierload.scan_reject force row level security;

alter table tierload.home enable row level security, force row level security;
alter table tierload.home_migration enable row level security, force row level security;
create policy loader_only on tierload.home using ((select tierload.is_loader()));
create policy loader_only on tierload.home_migration using ((select tierload.is_loader()));
