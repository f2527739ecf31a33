-- Cursors of audit logs that cannot be: an event is a line, and a line has at least one byte.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'log ' || left(node, 200) || ' ' || left(log_begin, 200) as object,
    format('%s events in %s lines before byte %s', events, coalesce(lines::text, 'an unknown number of'), byte_offset)
        as finding
from {home}.lucid_audit_cursor
where share_id = $1 and (events < 0 or byte_offset < 1 or byte_offset < events or lines < events)
limit 100
