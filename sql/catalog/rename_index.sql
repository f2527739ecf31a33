-- The index of a staged table gets the name that a partition's has.
-- Parameters: {index}, {name}. Locks: the index SHARE UPDATE EXCLUSIVE. Rerun: fails, the name is taken; part of the
-- publishing transaction.
alter index {index} rename to {name}
