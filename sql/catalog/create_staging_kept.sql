-- Files that a scan knows to be there though it has no row of them: their records were rejected. NULLs stand for rejected
-- records that do not tell their file.
-- Parameters: {staging_kept}. Locks: none that anybody else could wait for. Rerun: safe, an existing table is kept.
create table if not exists {staging_kept} (
    dir_digest uuid,
    name text collate "C"
) with (autovacuum_enabled = false)
