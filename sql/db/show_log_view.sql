-- Everybody who may look into the home may read it.
-- Parameters: {home}. Locks: the view's row. Rerun: safe, same outcome.
grant select on {home}.audit_log to public
