-- The differences between the sums of a scan's directories and those of its share.
-- Parameters: {dir_diff}. Locks: none that anybody else could wait for. Rerun: fails when the table exists; the caller drops
-- it first.
create table {dir_diff} (
    dir_id bigint not null,
    is_new boolean not null,
    files bigint not null,
    bytes numeric not null,
    allocated_bytes numeric not null,
    digest numeric not null,
    old_files bigint,
    old_bytes numeric,
    old_allocated_bytes numeric,
    old_digest numeric,
    old_from_snapshot integer
) with (autovacuum_enabled = false)
