-- What one part of the directories is said to add up to in the snapshots between two numbers.
-- Parameters: {dir_state}, {dir_history}, {first} and {last} (snapshot numbers), {parts} (how many), {part} (from 0).
-- Locks: none. Rerun: safe, reads only.
copy (
    select dir_id, from_snapshot, null::integer as until_snapshot, files, bytes::text, allocated_bytes::text, digest::text
    from {dir_state}
    where from_snapshot <= {last} and dir_id % {parts} = {part}
    union all
    select dir_id, from_snapshot, until_snapshot, files, bytes::text, allocated_bytes::text, digest::text
    from {dir_history}
    where from_snapshot <= {last} and until_snapshot > {first} and dir_id % {parts} = {part}
) to stdout (format binary)
