-- Stubbed objects of a share.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*) as stubs
from {home}.tier_object_state
where share_id = $1 and state = 'STUBBED'
