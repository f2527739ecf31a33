-- Whether a scan had rejected records, and how many of them do not tell their file.
-- Parameters: {staging_kept}. Locks: none. Rerun: safe, reads only.
select count(*) as files, count(*) filter (where dir_digest is null) as without_path from {staging_kept}
