-- Who else lives in a home; the first by code.
-- Parameters: $1 home, $2 code (of the one who comes). Locks: none. Rerun: safe, reads only.
select code
from tierload.tenant
where home = $1::text::name and code <> $2
order by code
limit 1
