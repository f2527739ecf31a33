-- All staged rows, as a digest is made of them. Nothing of before homes knows owners and groups.
-- Parameters: {staging}. Locks: none. Rerun: safe, reads only.
select s.dir_id, d.dir_digest, s.size_bytes, s.atime_unix, s.mtime_unix, s.ctime_unix, s.allocated_bytes, s.frn, s.device,
    s.nlink,
    null::text as owner, null::text as "group", s.name, s.name_raw, s.file_extension, s.file_hash
from {staging} s
join {home}.dir d on d.dir_id = s.dir_id
