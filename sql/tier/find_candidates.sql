-- Cold files that pass the filters and have no live object: what was rehydrated or deleted may be planned again. Last use
-- is the later of access and change, because a file may be changed on a mount that does not note accesses. A file of unknown size is not moved; one of unknown access
-- time is found by its change alone, and marked. What the latest scan did not know of a file is of an earlier one, maybe of
-- another file at its path, and does not tell what is planned.
-- Parameters: {state}; $1 share_id, $2 used_before (seconds since 1970), $3 min_size, $4 extensions, $5 under,
-- $6 not_under (folders); empty lists let all pass. Locks: none. Rerun: only in the transaction that made the table.
insert into pg_temp.plan_candidate
    (file_current_id, dir_path, name, size_bytes, mtime_unix, ctime_unix, frn, atime_is_known)
select f.file_id, d.dir_path, f.name, f.size_bytes,
    case when c.known & 2 <> 0 then f.mtime_unix end,
    case when c.known & 4 <> 0 then f.ctime_unix end,
    case when c.known & 16 <> 0 then f.frn end,
    f.atime_unix is not null or f.audit_atime_unix is not null
from {state} f
join {home}.dir d on d.dir_id = f.dir_id and d.share_id = $1
join {home}.share s on s.share_id = $1
left join {home}.scan c on c.scan_id = s.last_scan_id
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
        select from {home}.tier_object_state o
        where o.file_current_id = f.file_id and o.share_id = $1 and o.state in ('PLANNED', 'STUBBED')
    )
