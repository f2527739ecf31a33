-- Says what the schema is.
-- Parameters: {home}. Locks: none that anybody else could wait for. Rerun: safe, same text.
comment on schema {home} is 'The data of one tenant of tierload, or of several small ones; see sql/README.md'
