-- Gives every staged row its tenant, share and scan. The values go to the catalogue, not into the rows, because the
-- columns are added after the rows: 32 bytes a row less. The partition bound is proved by validate_bound.
-- Parameters: {staging}, {tenant_id}, {share_id}, {scan_id}. Locks: staging ACCESS EXCLUSIVE, for milliseconds.
-- Rerun: fails when the columns exist; the caller looks first.
alter table {staging}
    add column tenant_id uuid not null default {tenant_id},
    add column share_id bigint not null default {share_id},
    add column scan_id bigint not null default {scan_id},
    add constraint partition_bound check (share_id = {share_id} and scan_id = {scan_id} and tenant_id = {tenant_id})
        not valid
