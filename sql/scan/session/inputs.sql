-- The inputs of a scan.
-- Parameters: $1 scan_id. Locks: none. Rerun: safe, reads only.
select input_no, input_name, fingerprint from {home}.scan_input where scan_id = $1 order by input_no
