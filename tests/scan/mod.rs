//! `tierload scan`, from inputs to tables.
//!
//! - `first_load`, `rescan`: the tables' contents
//! - `snapshots`, `not_seen`: every scan as it was; files that a scan neither saw nor found removed
//! - `reload`, `resume`, `changed`, `again`: exactly once
//! - `settings`: what a database sets for others
//! - `begun_again`: a loader whose scan another one has begun again
//! - `together`: two processes, readers while a scan is published
//! - `bad_rows`, `bad_inputs`, `cut_off`, `refusals`: what is rejected, and what is refused
//! - `names`, `numbers`, `inputs`, `encodings`: what must load
//! - `deep`: folders so deep that those above them would fill the tables
//! - `kept`: files whose records were rejected
//! - `parts`: walks of a part of a share
//! - `marks`: dumps that say when their walk began, what it could not read, and where it ends
//! - `walks`: dumps that say which folder was walked
//! - `roots`: root and type of a share
//! - `removals`: more files gone than anybody would expect
//! - `terminal`: what names may do to a terminal

mod again;
mod bad_inputs;
mod bad_rows;
mod begun_again;
mod changed;
mod cut_off;
mod deep;
mod encodings;
mod first_load;
mod inputs;
mod kept;
mod marks;
mod names;
mod not_seen;
mod numbers;
mod parts;
mod refusals;
mod reload;
mod removals;
mod rescan;
mod resume;
mod roots;
mod settings;
mod snapshots;
mod terminal;
mod together;
mod walks;
