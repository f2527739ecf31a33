//! `tierload bench`: what this server can take. Generated rows in a tenant of its own, which is removed at the end.
//!
//! `data` writes a scan, the same scan a day later, and logs; `run` has `tierload` load them and tells how long it
//! took; `remove` removes the tenant, whatever happened.

mod data;
mod remove;
mod run;

pub use run::run;
