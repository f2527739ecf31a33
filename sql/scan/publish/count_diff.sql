-- How many files of each kind the differences hold.
-- Parameters: {diff}. Locks: none. Rerun: safe, reads only.
select count(*) filter (where change = 'new') as files_new,
    count(*) filter (where change = 'changed') as files_changed,
    count(*) filter (where change = 'removed') as files_removed
from {diff}
