-- Files that several inputs of a scan list, by pairs of inputs, with one of the files; a pair of which one input is not known
-- has no name for it. The rows of a chunk and its line in the ledger come in with one transaction, so both have its xmin: that tells
-- from which input a row is. Nobody updates either until here. Looks at nothing where a scan has one input.
-- Parameters: {staging}; $1 scan_id. Locks: none. Rerun: safe, reads only.
with twice as (
    select dir_id, name
    from {staging}
    where (select count(*) > 1 from {home}.scan_input i where i.scan_id = $1)
    group by dir_id, name
    having count(*) > 1
),
shared as (
    select s.dir_id, s.name, min(c.input_no) as one, max(c.input_no) as other
    from twice t
    join {staging} s on s.dir_id = t.dir_id and s.name = t.name
    left join {home}.ingest_chunk c on c.scan_id = $1 and c.xmin = s.xmin
    group by s.dir_id, s.name
    having min(c.input_no) <> max(c.input_no) or count(c.input_no) < count(*)
)
select one.input_name as one, case when s.one <> s.other then other.input_name end as other, count(*) as files,
    min(case when d.dir_path = '/' then '/' || s.name else d.dir_path || '/' || s.name end) as example
from shared s
join {home}.dir d on d.dir_id = s.dir_id
left join {home}.scan_input one on one.scan_id = $1 and one.input_no = s.one
left join {home}.scan_input other on other.scan_id = $1 and other.input_no = s.other
group by 1, 2
order by files desc, 1, 2
limit 3
