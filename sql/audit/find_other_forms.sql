-- Files of a batch that the share knows by another form of their name: logs have NFC, and a share that is no filespace has the
-- bytes that a scan saw, which may be NFD. Where two files have the same name in NFC, it is neither; a removed one stands aside for
-- one that is there, also where it has the log's own name.
-- Only names that are not ASCII are looked for, so that this costs nothing where there are none.
-- Parameters: {state}; $1 share_id. Locks: none; the caller holds the share's lock. Rerun: safe, what was found is known.
with unknown as materialized (
    select h.ctid as hit, h.file_id, h.dir_id, h.name, d.dir_path,
        octet_length(d.dir_path) > char_length(d.dir_path) as in_other_folder
    from pg_temp.staging_hit h
    join {home}.dir d on d.share_id = $1 and d.dir_id = h.dir_id
    where (h.file_id is null or h.is_removed)
        and (octet_length(h.name) > char_length(h.name) or octet_length(d.dir_path) > char_length(d.dir_path))
),
folder as (
    select u.dir_id as log_dir_id, d.dir_id
    from (select distinct dir_id, dir_path from unknown where in_other_folder) u
    join {home}.dir d on d.share_id = $1 and octet_length(d.dir_path) > char_length(d.dir_path)
        and normalize(d.dir_path, nfc) = u.dir_path
    union all
    select distinct dir_id, dir_id from unknown where not in_other_folder
),
found as (
    select u.hit, coalesce(min(f.file_id) filter (where f.removed_utc is null), min(f.file_id)) as file_id
    from unknown u
    join folder on folder.log_dir_id = u.dir_id
    join {state} f on f.dir_id = folder.dir_id and normalize(f.name, nfc) = u.name and f.file_id is distinct from u.file_id
    group by u.hit, u.file_id
    having count(*) filter (where f.removed_utc is null) = 1
        or u.file_id is null and count(*) = 1
)
update pg_temp.staging_hit h
set file_id = f.file_id, dir_id = f.dir_id, name = f.name, is_removed = f.removed_utc is not null, has_other_form = true
from found
join {state} f on f.file_id = found.file_id
where h.ctid = found.hit
