-- Drops the view of before homes.
-- Parameters: none. Locks: the view ACCESS EXCLUSIVE, under lock_timeout. Rerun: safe, looks first.
drop view if exists tierload.file_current
