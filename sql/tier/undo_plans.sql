-- Notes that plans were undone: one, or all of the share.
-- Parameters: $1 share_id, $2 plan_id (NULL for all), $3 now. Locks: the rows it changes; the caller holds the share's lock.
-- Rerun: safe, a plan that was undone keeps its time.
update {home}.tier_plan
set undone_utc = coalesce(undone_utc, $3)
where share_id = $1 and ($2::bigint is null or plan_id = $2)
