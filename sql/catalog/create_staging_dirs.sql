-- What the rows of each chunk add up to, by directory.
-- Parameters: {staging_dirs}. Locks: none that anybody else could wait for. Rerun: safe, an existing table is kept.
create table if not exists {staging_dirs} (
    dir_id bigint not null,
    files bigint not null,
    bytes numeric not null,
    allocated_bytes numeric not null,
    digest numeric not null
) with (autovacuum_enabled = false)
