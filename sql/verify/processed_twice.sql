-- Ids of updates that were applied more than once within the months that are kept.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only. Returns no rows when all is well.
select 'update ' || left(min(audit_event_id), 200) as object, format('was applied %s times', count(*)) as finding
from {home}.lucid_audit_processed
where share_id = $1
group by event_digest
having count(*) > 1
limit 100
