-- The shares of the tenant of this session.
-- Parameters: $1 tenant_id. Locks: none. Rerun: safe, reads only.
select share_id, share_name, is_behind from {home}.share where tenant_id = $1 order by share_name
