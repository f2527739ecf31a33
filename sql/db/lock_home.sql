-- Lets one process at a time define a home, or say who looks into it. Tenants that refer to it do not stand in the way.
-- Parameters: $1 home. Locks: its row, to the end of the transaction. Rerun: safe.
select home::text from tierload.home where home = $1::text::name for no key update
