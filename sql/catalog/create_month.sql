-- The table of one month.
-- Parameters: {month}, {from}, {to}. Locks: none that anybody else could wait for. Rerun: fails, the caller looks first.
create table {month} (
    like {home}.lucid_audit_processed including all,
    check (processed_utc >= {from} and processed_utc < {to})
)
