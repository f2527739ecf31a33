-- The files of one batch. Temporary: its pages are written neither to the WAL nor to disk at commit, and it ends with
-- the transaction, so that it works behind a pooler.
-- Parameters: none. Locks: none. Rerun: fails within one transaction.
create temporary table staging_audit (
    dir_id bigint not null,
    name text collate "C" not null,
    name_raw bytea,
    file_extension text collate "C",
    accessed_unix bigint,
    seen_unix bigint not null,
    accesses bigint not null,
    is_file boolean not null,
    access_times bigint[]
) on commit drop
