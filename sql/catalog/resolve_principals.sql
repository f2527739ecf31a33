-- Ids of owners and groups, known or new. One that another transaction is inserting may be missing from the answer: ask
-- again for those.
-- Parameters: $1 tenant_id, $2 digests, $3 principals. Locks: new rows, in the order of their digests.
-- Rerun: safe, the unique digest decides.
with wanted as materialized (
    select w.*, (
        select p.principal_id from {home}.principal p where p.tenant_id = $1 and p.principal_digest = w.digest
    ) as principal_id
    from unnest($2::uuid[], $3::text[]) as w (digest, principal)
), added as (
    insert into {home}.principal (tenant_id, principal_digest, principal)
    select $1, w.digest, w.principal
    from wanted w
    where w.principal_id is null
    order by w.digest
    on conflict (tenant_id, principal_digest) do nothing
    returning principal_digest, principal_id
)
select digest, principal_id from wanted where principal_id is not null
union all
select principal_digest, principal_id from added
