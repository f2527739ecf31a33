-- The staging table of a scan: what it sees of each file. A first scan's becomes the share's partition of file_state, so
-- the columns stand in that order, ids come in with the rows, and pages leave room for what audit logs will say. No constant
-- columns and no index yet: they come once the rows are in. No autovacuum: see wake_autovacuum.sql.
-- Parameters: {staging}. Locks: none that anybody else could wait for. Rerun: safe, an existing table is kept.
create table if not exists {staging} (
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
    file_hash text
) with (autovacuum_enabled = false, fillfactor = 85)
