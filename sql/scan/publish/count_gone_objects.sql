-- Live tier objects whose file the scan found removed.
-- Parameters: {diff_0}, {diff_1}; $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*) as objects
from {home}.tier_object_state o
where o.share_id = $1 and o.state in ('PLANNED', 'STUBBED')
    and o.file_current_id in (
        select file_id from {diff_0} where change = 'unseen' and is_gone
        union all
        select file_id from {diff_1} where change = 'unseen' and is_gone
    )
