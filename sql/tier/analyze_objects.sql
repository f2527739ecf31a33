-- Statistics of the objects after many were added: statements that follow at once, before autovacuum has looked, would be
-- planned for a small table.
-- Parameters: none. Locks: tier_object_state SHARE UPDATE EXCLUSIVE, under lock_timeout. Rerun: safe.
analyze {home}.tier_object_state
