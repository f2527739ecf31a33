-- The row of a plan.
-- Parameters: $1 tenant_id, $2 share_id, $3 now, $4 made_by, $5 command_line, $6 target, $7 used_before (seconds since
-- 1970), $8 files, $9 bytes. Locks: a new row. Rerun: never alone, part of the transaction that plans.
insert into {home}.tier_plan
    (tenant_id, share_id, planned_utc, planned_by, target, used_before_unix, files, bytes)
values ($1, $2, $3, session_user || ' (' || $4 || '): ' || $5, $6, $7, $8, $9)
returning plan_id
