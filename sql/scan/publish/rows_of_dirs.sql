-- The staged rows of some directories, as a digest is made of them.
-- Parameters: {staging}; $1 dir_ids. Locks: none. Rerun: safe, reads only.
select s.dir_id, d.dir_digest, s.size_bytes, s.atime_unix, s.mtime_unix, s.ctime_unix, s.allocated_bytes, s.frn, s.device, s.nlink,
    o.principal as owner, g.principal as "group", s.name, s.name_raw, s.file_extension, s.file_hash
from {staging} s
join {home}.dir d on d.dir_id = s.dir_id
left join {home}.principal o on o.principal_id = s.owner_id
left join {home}.principal g on g.principal_id = s.group_id
where s.dir_id = any ($1::bigint[])
