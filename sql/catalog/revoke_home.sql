-- Takes from a role that it may look into a home.
-- Parameters: {home}, {role}. Locks: the schema's row. Rerun: safe, same outcome.
revoke usage on schema {home} from {role}
