-- Sequences go on behind those of before homes, so that no id is given twice.
-- Parameters: none. Locks: the sequences. Rerun: safe, same outcome; part of the transaction that makes the home.
select setval(s.name::regclass, s.last_value, true) as last_value
from (
    select pg_get_serial_sequence('{home}.' || i.table_name, i.id) as name,
        pg_sequence_last_value(pg_get_serial_sequence('tierload.' || i.old_name, i.old_id)::regclass) as last_value
    from (values
        ('share', 'share_id', 'share', 'share_id'),
        ('scan', 'scan_id', 'scan', 'scan_id'),
        ('tier_object_state', 'tier_id', 'tier_object', 'tier_object_id'),
        ('audit_log', 'audit_log_id', 'audit_log', 'audit_log_id')
    ) as i (table_name, id, old_name, old_id)
    union all
    select '{home}.' || i.name, pg_sequence_last_value(('tierload.' || i.name)::regclass)
    from (values ('dir_id_seq'), ('file_id_seq')) as i (name)
) s
where s.last_value is not null
