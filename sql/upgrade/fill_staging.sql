-- The rows of a scan of before homes, with the ids that their files had then: objects of the cheap tier refer to them.
-- Parameters: {staging}, {old_files}, {old_state}. Locks: none that anybody else could wait for. Rerun: never alone; the caller
-- empties the table first.
insert into {staging}
    (file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, name, name_raw, file_extension, file_hash)
select s.file_current_id, f.dir_id, f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.frn, f.name, f.name_raw,
    f.file_extension, f.file_hash
from {old_files} f
join {old_state} s on s.dir_id = f.dir_id and s.name = f.name
