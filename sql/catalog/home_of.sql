-- The home that a tenant gets when no other is asked for.
-- Parameters: $1 code. Locks: none. Rerun: safe, reads only.
select tierload.home_of($1)::text as home
