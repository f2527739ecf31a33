-- Whether a share has objects that an access warms.
-- Parameters: $1 share_id. Locks: none. Rerun: safe, reads only.
select exists (
    select from {home}.tier_object_state where share_id = $1 and state in ('PLANNED', 'STUBBED')
) as found
