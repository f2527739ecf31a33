-- The staging table of a scan, which becomes its partition of `file`. No constant columns and no index yet: they
-- come once the rows are in. No autovacuum: see wake_autovacuum.sql.
-- Parameters: {staging}. Locks: none that anybody else could wait for. Rerun: safe, an existing table is kept.
create table if not exists {staging} (
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
    file_extension text collate "C"
) with (autovacuum_enabled = false)
