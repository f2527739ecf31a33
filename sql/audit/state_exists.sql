-- Whether a share has a partition of file_state.
-- Parameters: $1 the partition. Locks: none. Rerun: safe, reads only.
select to_regclass($1) is not null
