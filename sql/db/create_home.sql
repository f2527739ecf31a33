-- The schema of a home.
-- Parameters: {home}. Locks: none that anybody else could wait for. Rerun: fails, the schema exists; part of the transaction
-- that applies its first migration.
create schema {home} authorization tierload_loader
