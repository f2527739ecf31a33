-- The rejected records of a scan, in the order of its inputs.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select i.input_name, r.line, r.byte, r.reason, r.raw
from {home}.scan_reject r
join {home}.scan_input i using (scan_id, input_no)
where r.scan_id = $1
order by r.input_no, r.byte
