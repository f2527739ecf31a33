-- The months that hold ids of updates, as they were, under row security of their own.
-- Parameters: {home}. Locks: none that anybody else could wait for (all objects are new). Rerun: fails, the tables exist; part
-- of the transaction that makes the home.
do $$
declare
    month record;
begin
    for month in
        select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'tierload.lucid_audit_processed'::regclass
    loop
        execute format('create table {home}.%I partition of {home}.lucid_audit_processed %s', month.name, month.bound);
        execute format('alter table {home}.%I enable row level security, force row level security', month.name);
        execute format(
            'create policy tenant_rows on {home}.%I using (tenant_id = (select tierload.current_tenant()))', month.name
        );
    end loop;
end
$$
