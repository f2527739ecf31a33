-- Whoever made the log is a member of its role no longer.
-- Parameters: none. Locks: none that last. Rerun: safe, same outcome.
do $$
begin
    execute format('revoke tierload_log from %I', current_user);
end
$$
