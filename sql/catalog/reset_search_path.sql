-- A role finds what every role finds, in this database.
-- Parameters: {role}, {database}. Locks: the role's settings. Rerun: safe, same outcome.
alter role {role} in database {database} reset search_path
