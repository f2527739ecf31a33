//! `tierload bench`: what this server can take. Generated rows in a tenant of its own, which is removed at the end.
//!
//! `run` has `tierload` load a scan, the scan of the night after, and logs, all made by `synthetic`, and tells how
//! long it took; `remove` removes the tenant, whatever happened.

mod remove;
mod run;

pub use run::run;
