-- How many directories a share has, how many versions of their sums the snapshots between two numbers
-- have.
-- Parameters: {dir_state}, {dir_history}; $1 share_id, $2 first, $3 last (snapshot numbers). Locks: none.
-- Rerun: safe, reads only.
select
    (select count(*) from {home}.dir where share_id = $1) as dirs,
    (select count(*) from {dir_state} where from_snapshot <= $3)
        + (select count(*) from {dir_history} where from_snapshot <= $3 and until_snapshot > $2) as versions
