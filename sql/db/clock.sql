-- The time of the server: what several hosts write and compare must come from one clock.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select clock_timestamp() as now
