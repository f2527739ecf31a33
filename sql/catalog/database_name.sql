-- The database of this session.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select current_database()::text as name
