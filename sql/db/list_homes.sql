-- The homes, and up to which version each is.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select h.home::text, coalesce((select max(m.version) from tierload.home_migration m where m.home = h.home), 0) as version
from tierload.home h
order by h.home
