-- Rows of the log that are not what was written, or that do not follow the row before them; chains that have lost their end. What a
-- row's hash is made of stands in log/0001_entries.sql too: this one is the program's.
-- Parameters: $1 tenant_id, $2 share_id (NULL for all chains of the tenant). Locks: none. Rerun: safe, reads only. Returns no rows
-- when all is well.
with chained as (
    select e.*, lag(e.place, 1, 0::bigint) over chain as place_before,
        e.hash = sha256(lag(e.hash, 1, ''::bytea) over chain || convert_to(jsonb_build_array(
            e.entry_id, e.tenant_id, e.share_id, e.place, extract(epoch from e.logged_utc), e.actor::text, e.action, e.detail,
            e.carried_over)::text, 'UTF8')) as is_whole,
        row_number() over (partition by e.share_id order by e.place desc) as from_end
    from tierload_log.entry e
    where e.tenant_id = $1 and ($2::bigint is null or e.share_id = $2)
    window chain as (partition by e.share_id order by e.place)
),
found as (
    select share_id, 'audit_log ' || entry_id as object,
        case when place <> place_before + 1 then format('place %s follows place %s', place, place_before)
            else format('place %s is not what was written, or what stood before it is not', place) end as finding
    from chained
    where place <> place_before + 1 or not is_whole
    union all
    select nullif(h.share_id, 0), 'audit_log',
        format('its last row was place %s, and the last one there is %s', h.place,
            coalesce('another row of place ' || c.place, 'none'))
    from tierload_log.head h
    left join chained c on coalesce(c.share_id, 0) = h.share_id and c.from_end = 1
    where h.tenant_id = $1 and ($2::bigint is null or h.share_id = $2) and (c.place, c.hash) is distinct from (h.place, h.hash)
    union all
    select c.share_id, 'audit_log', 'the end of its chain is not noted'
    from chained c
    where c.from_end = 1 and not exists (
        select from tierload_log.head h where h.tenant_id = $1 and h.share_id = coalesce(c.share_id, 0)
    )
)
select coalesce(s.share_name, '-') as share, f.object, f.finding
from found f
left join {home}.share s on s.share_id = f.share_id
order by s.share_name, f.object
limit 100
