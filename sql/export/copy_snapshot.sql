-- The files of a snapshot, in the order of their paths, so that two exports of it are the same byte for byte. A file whose
-- directory is gone comes without one: it must not be left out in silence.
-- Parameters: {snapshot} (its number), {share_id}. Locks: none. Rerun: safe, reads only.
copy (
    select d.dir_path, d.dir_path_raw, v.size_bytes, v.atime_unix, v.mtime_unix, v.ctime_unix, v.allocated_bytes, v.frn, v.device,
        v.nlink, v.owner_id, v.group_id, v.name, v.name_raw, v.file_extension, v.file_hash
    from (
        select dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink, owner_id, group_id,
            name, name_raw, file_extension, file_hash
        from {home}.file_state
        where share_id = {share_id} and from_snapshot <= {snapshot} and (until_snapshot is null or until_snapshot > {snapshot})
        union all
        select dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, allocated_bytes, frn, device, nlink, owner_id, group_id,
            name, name_raw, file_extension, file_hash
        from {home}.file_history
        where share_id = {share_id} and from_snapshot <= {snapshot} and until_snapshot > {snapshot}
    ) v
    left join {home}.dir d on d.dir_id = v.dir_id and d.share_id = {share_id}
    order by d.dir_path, v.name
) to stdout (format binary)
