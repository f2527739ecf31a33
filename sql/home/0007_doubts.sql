-- What the ledger has to say of a chunk beyond its counts: how many rejected records are kept, the first ones, lest rubbish fill
-- the tables; and what a scan may have to be asked about, which one chunk alone does not tell.
-- Locks: the ledger ACCESS EXCLUSIVE, for a moment. Rerun: applied once a home, with its record.

alter table {home}.ingest_chunk
    add column rejects_kept bigint,
    add column strange_times bigint not null default 0,
    add column utf8_names bigint not null default 0,
    add column undecodable_names bigint not null default 0;
comment on column {home}.ingest_chunk.rejects_kept is 'Rejected records that scan_reject has; NULL where it has them all';
comment on column {home}.ingest_chunk.strange_times is 'Rows with a time outside 1900 to 2200, where no flag says the unit';
comment on column {home}.ingest_chunk.utf8_names is 'Names that are UTF-8 and not ASCII, where no flag says the encoding';
comment on column {home}.ingest_chunk.undecodable_names is 'Names that are no UTF-8, where no flag says the encoding';
