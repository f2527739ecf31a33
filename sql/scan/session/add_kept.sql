-- Takes the files of a chunk's rejected records and its marks, and how many of the records do not tell their file.
-- Parameters: {staging_kept}; $1 dir_digests, $2 names, $3 excluded, $4 without_path. Locks: staging_kept ROW EXCLUSIVE. Rerun: only
-- behind a claim in the same transaction.
insert into {staging_kept} (dir_digest, name, is_excluded)
select * from unnest($1::uuid[], $2::text[], $3::boolean[])
union all
select null, null, false from generate_series(1, $4::bigint)
