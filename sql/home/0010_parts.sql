-- Walks of a part of a share: which folders a scan is of.
-- Locks: scan ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

alter table {home}.scan add column under_dirs text[] not null default array[]::text[];
comment on column {home}.scan.under_dirs is 'The folders that its walk is of: nothing elsewhere was looked at; none for a walk of the whole share';
