-- Drops the tables of before homes: the homes have all that stood in them.
-- Parameters: none. Locks: the tables ACCESS EXCLUSIVE, under lock_timeout. Rerun: safe, looks first.
drop table if exists tierload.audit_log, tierload.lucid_audit_processed, tierload.lucid_audit_cursor, tierload.tier_object,
    tierload.file_state, tierload.file, tierload.dir, tierload.scan_reject, tierload.ingest_chunk, tierload.scan_input,
    tierload.scan, tierload.share
