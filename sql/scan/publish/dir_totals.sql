-- What a staged scan adds up to.
-- Parameters: {staging_dirs}. Locks: none. Rerun: safe, reads only.
select coalesce(sum(files), 0)::bigint as files, coalesce(sum(bytes), 0)::text as bytes,
    mod(coalesce(sum(digest), 0), 340282366920938463463374607431768211456)::text as digest
from {staging_dirs}
