-- Drops the sequences of before homes.
-- Parameters: none. Locks: the sequences, under lock_timeout. Rerun: safe, looks first.
drop sequence if exists tierload.dir_id_seq, tierload.file_id_seq
