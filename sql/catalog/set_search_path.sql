-- A role finds the home of its tenant first, in this database.
-- Parameters: {role}, {database}, {home}. Locks: the role's settings. Rerun: safe, same outcome.
alter role {role} in database {database} set search_path = {home}, tierload, public
