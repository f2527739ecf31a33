-- Who may load and can do less than whoever logged in: what they put into the tables, as functions of policies and the like, would run
-- with these greater rights. None where whoever logged in is no superuser, and may not make roles.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select l.rolname::text as loader, session_user::text as login
from pg_roles s, pg_roles l, pg_roles r
where s.rolname = session_user and (s.rolsuper or s.rolcreaterole) and r.rolname = 'tierload_loader'
    and l.rolcanlogin and l.oid <> s.oid and not l.rolsuper and (s.rolsuper or not l.rolcreaterole)
    and pg_has_role(l.oid, r.oid, 'member')
order by 1
limit 1
