-- Lets the planner see how small the differences are.
-- Parameters: {diff}. Locks: the table SHARE UPDATE EXCLUSIVE; nobody else sees it. Rerun: safe.
analyze {diff}
