-- Which files of a batch the share knows. Each has an id at hand, in case that it is new: ids come from the defaults of staging
-- tables, since on Citus an INSERT ... SELECT into the share's table could not make them.
-- Parameters: none. Locks: none. Rerun: fails within one transaction.
create temporary table staging_hit (
    like pg_temp.staging_audit,
    file_id bigint,
    is_removed boolean not null,
    has_other_form boolean not null default false,
    new_file_id bigint not null default nextval('{home}.file_id_seq')
) on commit drop
