-- Tier objects whose file the share no longer has.
-- Parameters: {state}; $1 share_id. Locks: none. Rerun: safe, reads only.
select count(*) as objects
from {home}.tier_object o
join {state} f on f.file_id = o.file_current_id
where o.share_id = $1 and o.state <> 'DELETED' and f.removed_utc is not null
