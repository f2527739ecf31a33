-- Keeps the rejected records of a chunk, in the transaction that claims it.
-- Parameters: $1 scan_id, $2 input_no, $3 tenant_id, $4 lines, $5 bytes, $6 reasons, $7 raws. Locks: new rows.
-- Rerun: safe, a chunk is claimed once.
insert into {home}.scan_reject (scan_id, input_no, tenant_id, line, byte, reason, raw)
select $1, $2, $3, r.line, r.byte, r.reason, r.raw
from unnest($4::bigint[], $5::bigint[], $6::text[], $7::bytea[]) as r (line, byte, reason, raw)
order by r.byte
