-- Lets the loader carry rows into the log; role tierload_log gives it.
-- Parameters: none. Locks: the function's row. Rerun: safe, same outcome.
grant execute on function tierload_log.carry_over to tierload_loader
