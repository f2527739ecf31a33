-- Gives a share another root and type while nothing depends on them: no scan was published, and none is unfinished. Where an
-- audit log made its file_state, the type stays; and the root may be another, since paths in logs begin at the filespace.
-- Returns no row otherwise.
-- Parameters: $1 share_id, $2 root, $3 source_type, $4 state (its partition of file_state). Locks: the share's row. A scan
-- that begins at this moment with the old ones is not seen here, and refused when it publishes. Rerun: safe, writes the
-- same values.
update {home}.share s
set root_path = $2,
    src_type = case when to_regclass($4) is null then $3 else s.src_type end
where s.share_id = $1 and s.last_scan_id is null and (to_regclass($4) is null or $2 like '/%')
    and not exists (select from {home}.scan c where c.share_id = $1 and c.finished_utc is null)
returning s.src_type
