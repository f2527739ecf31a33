-- Ids of directories, known or new. A directory that another transaction is inserting may be missing from the
-- answer: ask again for those. Known ones are looked up first, so that they cost no write.
-- Parameters: $1 share_id, $2 tenant_id, $3 digests, $4 parents (their digests), $5 hashes, $6 paths, $7 raws.
-- Locks: new rows, taken in the order of their digests, so that two of these cannot deadlock.
-- Rerun: safe, the unique digest decides.
-- Known ones are found by a scalar subquery, one look-up in the key for each, so that the plan does not hang on the
-- statistics, which know nothing of a share that was just loaded.
with wanted as materialized (
    select w.*, (select d.dir_id from {home}.dir d where d.dir_digest = w.digest and d.share_id = $1) as dir_id
    from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::bytea[]) as w (digest, parent, hash64, path, raw)
), added as (
    insert into {home}.dir
        (share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest, parent_digest)
    select $1, $2, w.path, w.raw, w.hash64, w.digest, w.parent
    from wanted w
    where w.dir_id is null
    order by w.digest
    on conflict (dir_digest, share_id) do nothing
    returning dir_digest, dir_id
)
select digest, dir_id from wanted where dir_id is not null
union all
select dir_digest, dir_id from added
