-- Moves the cursors of a batch, in the transaction that applies it.
-- Parameters: $1 share_id, $2 tenant_id, $3 now, $4 digests, $5 nodes, $6 begins, $7 offsets, $8 lines, $9 events
-- (both since the start of the log), $10 first_lines.
-- Locks: the rows, locked before. Rerun: never; lock_cursors finds that the batch is void.
insert into {home}.lucid_audit_cursor as c
    (share_id, tenant_id, updated_utc, log_digest, node, log_begin, byte_offset, lines, events, first_line)
select $1, $2, $3, m.digest, m.node, m.log_begin, m.byte_offset, m.lines, m.events, m.first_line
from unnest($4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::uuid[])
    as m (digest, node, log_begin, byte_offset, lines, events, first_line)
order by m.digest
on conflict (share_id, log_digest) do update
set byte_offset = excluded.byte_offset,
    lines = excluded.lines,
    events = excluded.events,
    first_line = excluded.first_line,
    updated_utc = excluded.updated_utc
