-- Lets a role look into the home of its tenant. Rows are row security's.
-- Parameters: {home}, {role}. Locks: the schema's row. Rerun: safe, same outcome.
grant usage on schema {home} to {role}
