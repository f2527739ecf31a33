-- The versions that some of the snapshots between two numbers have, of one part of the directories: each file once where it did
-- not change between them. From the tables of the share: the views would ask for what is known of them beside.
-- Parameters: {state}, {history}, {first} and {last} (snapshot numbers), {parts} (how many), {part} (from 0).
-- Locks: none. Rerun: safe, reads only.
copy (
    select dir_id, from_snapshot, until_snapshot, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
        owner_id, group_id, name, name_raw, file_extension, file_hash
    from {state}
    where from_snapshot <= {last} and (until_snapshot is null or until_snapshot > {first}) and dir_id % {parts} = {part}
    union all
    select dir_id, from_snapshot, until_snapshot, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink,
        owner_id, group_id, name, name_raw, file_extension, file_hash
    from {history}
    where from_snapshot <= {last} and until_snapshot > {first} and dir_id % {parts} = {part}
) to stdout (format binary)
