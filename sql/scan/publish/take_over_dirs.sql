-- Directories that a scan which was given up saw first, and that this one is the first to publish.
-- Parameters: $1 share_id, $2 scan_id. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, finds none the second time.
update tierload.dir d
set first_seen_scan_id = $2
from tierload.scan c
where c.share_id = $1 and c.status = 'ERROR' and d.share_id = $1 and d.first_seen_scan_id = c.scan_id
    and exists (select from tierload.file f where f.share_id = $1 and f.scan_id = $2 and f.dir_id = d.dir_id)
