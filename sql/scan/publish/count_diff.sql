-- How many files of each kind the differences hold. One that came back is counted once, however often the scan has it: its
-- rows are compared with this, and more of them are duplicates.
-- Parameters: {diff}. Locks: none. Rerun: safe, reads only.
select count(*) filter (where change = 'new') as files_new,
    count(*) filter (where change = 'changed') as files_changed,
    count(distinct file_id) filter (where change = 'changed' and was_removed) as files_returned,
    count(*) filter (where change = 'unseen') as files_unseen,
    count(*) filter (where change = 'unseen' and is_gone) as files_removed
from {diff}
