-- What a role to which a tenant is granted may know, so that it can read with tierload: how far the home of its tenant is.
-- Locks: home_migration ACCESS EXCLUSIVE, for a moment. Rerun: applied once, with its record.

-- Row security of tenant decides which homes those are.
create policy of_own_tenant on tierload.home_migration for select using (home in (select home from tierload.tenant));
grant select on tierload.home_migration to public;
