-- Whether whoever logged in works as the loader role; also where there is no such role yet.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select not exists (
    select from pg_roles where rolname = 'tierload_loader' and not pg_has_role(session_user, oid, 'member')
) as is_loader
