//! `tierload scan`, from inputs to tables.
//!
//! - `case`: a database, a folder of inputs, and the command on both
//! - `oracle`: everything a load leaves behind, for comparing one load with another
//! - `first_load`, `rescan`: the tables' contents
//! - `reload`, `resume`, `changed`: exactly once
//! - `together`: two processes, readers while a scan is published
//! - `bad_rows`, `bad_inputs`, `refusals`: what is rejected, and what is refused
//! - `names`, `numbers`, `inputs`: what must load
//! - `statements`: every SQL file against the server

mod bad_inputs;
mod bad_rows;
pub(crate) mod case;
mod changed;
mod first_load;
mod inputs;
mod names;
mod numbers;
pub(crate) mod oracle;
mod refusals;
mod reload;
mod rescan;
mod resume;
mod statements;
mod together;
