-- Logs of the ledger that begin with these lines, the one that was read furthest first.
-- Parameters: $1 share_id, $2 first_lines (digests). Locks: none. Rerun: safe, reads only.
select node, log_begin, first_line
from {home}.lucid_audit_cursor
where share_id = $1 and first_line = any ($2::uuid[])
order by byte_offset desc, node, log_begin
