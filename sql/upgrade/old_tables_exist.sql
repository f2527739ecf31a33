-- Whether the tables of before homes are there.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select pg_catalog.to_regclass('tierload.share') is not null as found
