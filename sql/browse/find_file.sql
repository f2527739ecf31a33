-- A file that a share knows or ever knew, and what is known of it beyond its versions.
-- Parameters: $1 share_id, $2 dir_digest, $3 name. Locks: none. Rerun: safe, reads only.
select f.file_id, f.created_utc, f.removed_utc, f.audit_atime_unix, f.audit_told_utc
from {home}.dir d
join {home}.file_state f on f.dir_id = d.dir_id and f.share_id = d.share_id
where d.share_id = $1 and d.dir_digest = $2 and f.share_id = $1 and f.name = $3
