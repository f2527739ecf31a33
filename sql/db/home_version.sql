-- Up to which version a home is. Asked once its row is locked: a statement that waits for the lock sees what was there before
-- it began to wait.
-- Parameters: $1 home. Locks: none. Rerun: safe, reads only.
select coalesce(max(version), 0) as version from tierload.home_migration where home = $1::text::name
