-- The directories of a share, one part of them.
-- Parameters: {share_id}, {parts} (how many), {part} (from 0). Locks: none. Rerun: safe, reads only.
copy (
    select dir_id, dir_path, dir_path_raw, dir_hash64, dir_digest, parent_digest
    from {home}.dir
    where share_id = {share_id} and dir_id % {parts} = {part}
) to stdout (format binary)
