-- Takes that right back; in the transaction that gave it.
-- Parameters: none. Locks: the function's row. Rerun: safe, same outcome.
revoke execute on function tierload_log.carry_over from tierload_loader
