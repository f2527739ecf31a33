-- What a scan does not know about absence, and what tells its walk from others.
-- Locks: scan and scan_input ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

alter table {home}.scan add column rejected_without_path bigint;
comment on column {home}.scan.rejected_without_path is 'Rejected records that do not tell their file: a scan that has some removes nothing';

alter table {home}.scan_input add column modified_utc timestamptz;
comment on column {home}.scan_input.modified_utc is 'When it was last written: an equal dump that was written later is of another walk';
