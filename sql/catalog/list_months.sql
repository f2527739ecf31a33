-- The partitions of lucid_audit_processed.
-- Parameters: none. Locks: none. Rerun: safe, reads only.
select c.relname::text as name
from pg_inherits i
join pg_class c on c.oid = i.inhrelid
where i.inhparent = '{home}.lucid_audit_processed'::regclass
order by c.relname
