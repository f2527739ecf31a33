-- Ids of directories, known or new. A directory that another transaction is inserting may be missing from the
-- answer: ask again for those. Known ones are looked up first, so that they cost no write.
-- Parameters: $1 share_id, $2 tenant_id, $3 scan_id, $4 digests, $5 hashes, $6 paths, $7 raw paths.
-- Locks: new rows, taken in the order of their digests, so that two of these cannot deadlock.
-- Rerun: safe, the unique digest decides.
with wanted as (
    select w.digest, w.hash64, w.path, w.raw
    from unnest($4::uuid[], $5::bigint[], $6::text[], $7::bytea[]) as w (digest, hash64, path, raw)
), known as materialized (
    select d.dir_digest, d.dir_id
    from wanted w
    join tierload.dir d on d.dir_digest = w.digest and d.share_id = $1
), added as (
    insert into tierload.dir
        (share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest, first_seen_scan_id)
    select $1, $2, w.path, w.raw, w.hash64, w.digest, $3
    from wanted w
    where not exists (select from known k where k.dir_digest = w.digest)
    order by w.digest
    on conflict (dir_digest, share_id) do nothing
    returning dir_digest, dir_id
)
select dir_digest, dir_id from known
union all
select dir_digest, dir_id from added
