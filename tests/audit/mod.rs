//! `tierload audit`.
//!
//! - `events`: what one event, of whatever form, does to the tables
//! - `odd`: what no table can hold, and times earlier than a scan's
//! - `poison`: files that the server refuses
//! - `replay`: the same logs again, renamed, shortened, replaced, cut in the middle of a line
//! - `copies`: logs that were copied elsewhere
//! - `halves`: large batches in two sessions
//! - `interrupted`: killed, stopped, and two at once, against one clean run
//! - `updates`: the CSV that agents send
//! - `updates_refused`: files of updates that wait, or are refused
//! - `updates_interrupted`: the same, killed, and two at once
//! - `warming`: which accesses warm an object
//! - `follow`: `--follow`
//! - `forms`: names in another Unicode form
//! - `restart`: `--follow` on a server that is stopped and started again
//! - `beside_scans`: scans and audits of one share at once

mod beside_scans;
mod copies;
mod events;
mod follow;
mod forms;
mod halves;
mod interrupted;
mod odd;
mod poison;
mod replay;
mod restart;
mod updates;
mod updates_interrupted;
mod updates_refused;
mod warming;
