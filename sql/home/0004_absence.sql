-- What a scan does not know about absence, and what tells its walk from others.
-- Locks: scan, scan_input and ingest_chunk ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

alter table {home}.scan add column rejected_without_path bigint, add column folders_not_read bigint;
comment on column {home}.scan.folders_not_read is 'Folders that its walk could not read: nothing below them is removed';
comment on column {home}.scan.rejected_without_path is 'Rejected records that do not tell their file: a scan that has some removes nothing';

alter table {home}.scan_input add column modified_utc timestamptz;
comment on column {home}.scan_input.modified_utc is 'When it was last written: an equal dump that was written later is of another walk';

alter table {home}.ingest_chunk add column record_sum bigint not null default 0, add column end_files bigint,
    add column end_sum bigint;
comment on column {home}.ingest_chunk.record_sum is 'What its records add to the sum of a dump with marks; modulo 2^64, as signed';
comment on column {home}.ingest_chunk.end_files is 'Files of the dump, as the end mark in this chunk has it';
comment on column {home}.ingest_chunk.end_sum is 'The sum of the dump, as that mark has it';
