-- Cold files that pass the filters and are no tier object yet. Last use is the later of access and change, because a
-- file may be changed on a mount that does not note accesses. A file of unknown size is not moved; one of unknown access
-- time is found by its change alone, and marked.
-- Parameters: {state}; $1 share_id, $2 used_before (seconds since 1970), $3 min_size, $4 extensions, $5 under,
-- $6 not_under (folders); empty lists let all pass. Locks: none. Rerun: only in the transaction that made the table.
insert into pg_temp.plan_candidate (file_current_id, dir_path, name, size_bytes, is_scanned, atime_is_known)
select f.file_id, d.dir_path, f.name, f.size_bytes, f.from_snapshot is not null,
    f.atime_unix is not null or f.audit_atime_unix is not null
from {state} f
join {home}.dir d on d.dir_id = f.dir_id and d.share_id = $1
where f.removed_utc is null
    and greatest(f.atime_unix, f.audit_atime_unix, f.mtime_unix) < $2
    and f.size_bytes >= $3
    and (cardinality($4::text[]) = 0 or f.file_extension = any ($4))
    and (cardinality($5::text[]) = 0 or exists (
        select from unnest($5) as u (dir_path)
        where u.dir_path = '/' or d.dir_path = u.dir_path or starts_with(d.dir_path, u.dir_path || '/')
    ))
    and not exists (
        select from unnest($6::text[]) as u (dir_path)
        where u.dir_path = '/' or d.dir_path = u.dir_path or starts_with(d.dir_path, u.dir_path || '/')
    )
    and not exists (
        select from {home}.tier_object o where o.file_current_id = f.file_id and o.share_id = $1
    )
