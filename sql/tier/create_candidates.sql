-- Files that a plan would move. Temporary: it ends with the transaction.
-- Parameters: none. Locks: none. Rerun: fails within one transaction.
create temporary table plan_candidate (
    file_current_id bigint not null,
    dir_path text collate "C" not null,
    name text collate "C" not null,
    size_bytes bigint not null,
    mtime_unix bigint,
    ctime_unix bigint,
    frn bigint,
    atime_is_known boolean not null
) on commit drop
