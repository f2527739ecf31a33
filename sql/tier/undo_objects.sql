-- Withdraws what was planned and not yet acted on: of one plan, or of all.
-- Parameters: $1 share_id, $2 plan_id (NULL for all). Locks: the rows it deletes; the caller holds the share's lock.
-- Rerun: safe, deletes nothing the second time.
delete from {home}.tier_object_state
where share_id = $1 and state = 'PLANNED' and ($2::bigint is null or plan_id = $2)
