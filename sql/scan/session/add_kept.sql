-- Takes the files of a chunk's rejected records, and how many of those do not tell their file.
-- Parameters: {staging_kept}; $1 dir_digests, $2 names, $3 without_path. Locks: staging_kept ROW EXCLUSIVE. Rerun: only behind
-- a claim in the same transaction.
insert into {staging_kept} (dir_digest, name)
select * from unnest($1::uuid[], $2::text[])
union all
select null, null from generate_series(1, $3::bigint)
