-- How many files of each kind the differences hold.
-- Parameters: {diff}. Locks: none. Rerun: safe, reads only.
select count(*) filter (where change = 'new') as files_new,
    count(*) filter (where change = 'changed') as files_changed,
    count(*) filter (where change = 'changed' and was_removed) as files_returned,
    count(*) filter (where change = 'unseen') as files_unseen,
    count(*) filter (where change = 'unseen' and is_gone) as files_removed
from {diff}
