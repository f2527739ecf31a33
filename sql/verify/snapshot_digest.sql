-- Shares whose directories do not add up to what their latest scan came to.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select c.scan_guid::text as object,
    format('has %s files with %s bytes and digest %s, its directories have %s with %s and %s', c.loaded, c.bytes, c.digest,
        d.files, d.bytes, d.digest) as finding
from {home}.scan c
join {home}.share s on s.last_scan_id = c.scan_id
cross join lateral (
    select coalesce(sum(files), 0) as files, coalesce(sum(bytes), 0) as bytes,
        mod(coalesce(sum(digest), 0), 340282366920938463463374607431768211456) as digest
    from {home}.dir_state
    where share_id = $1
) d
where s.share_id = $1 and (c.loaded, c.bytes, c.digest) is distinct from (d.files, d.bytes, d.digest)
