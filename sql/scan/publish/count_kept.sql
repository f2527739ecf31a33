-- Whether there is something that a scan does not know, and whether that is more than it was to leave out; how many of its
-- rejected records do not tell their file, and how many folders its walk could not read.
-- Parameters: {staging_kept}. Locks: none. Rerun: safe, reads only.
select count(*) as kept, count(*) filter (where not is_excluded) as unknown,
    count(*) filter (where dir_digest is null) as without_path,
    count(distinct dir_digest) filter (where name is null and not is_excluded) as folders_not_read
from {staging_kept}
