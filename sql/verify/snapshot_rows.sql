-- Published scans whose snapshot has another number of rows than was loaded, and snapshots without a number in the row of
-- 1, 2, 3. Every version opens at one snapshot and closes at another, so one pass counts all snapshots.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
with moves as (
    select snapshot_no, sum(moved) as moved
    from (
        select from_snapshot as snapshot_no, count(*) as moved
        from {home}.file_version where share_id = $1 group by 1
        union all
        select until_snapshot, -count(*)
        from {home}.file_version where share_id = $1 and until_snapshot is not null group by 1
    ) m
    group by snapshot_no
), counted as (
    select c.scan_guid, c.snapshot_no, c.loaded, row_number() over (order by c.snapshot_no) as expected_no,
        coalesce((select sum(m.moved) from moves m where m.snapshot_no <= c.snapshot_no), 0) as rows
    from {home}.scan c
    where c.share_id = $1 and c.status in ('OK', 'WARN')
)
select scan_guid::text as object,
    format('%s loaded, %s rows in its snapshot, which has the number %s and should have %s',
        loaded, rows, snapshot_no, expected_no) as finding
from counted
where loaded <> rows or snapshot_no is distinct from expected_no
