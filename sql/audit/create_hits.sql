-- Which files of a batch the share knows.
-- Parameters: none. Locks: none. Rerun: fails within one transaction.
create temporary table staging_hit (
    like pg_temp.staging_audit,
    file_id bigint,
    is_removed boolean not null
) on commit drop
