-- What a scan does not know: files whose records were rejected, or that could not be looked at, by folder and name; folders that
-- could not be read, without a name; and without both, rejected records that do not tell their file. Files and folders that the walk
-- was to leave out as well: of them it knows as little.
-- Parameters: {staging_kept}. Locks: none that anybody else could wait for. Rerun: safe, an existing table is kept.
create table if not exists {staging_kept} (
    dir_digest uuid,
    name text collate "C",
    is_excluded boolean not null
) with (autovacuum_enabled = false)
