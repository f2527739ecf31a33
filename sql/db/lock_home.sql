-- Lets one process at a time migrate a home; returns up to which version it is.
-- Parameters: $1 home. Locks: its row, to the end of the transaction. Rerun: safe.
select coalesce((select max(m.version) from tierload.home_migration m where m.home = h.home), 0) as version
from tierload.home h
where h.home = $1::text::name
for update
