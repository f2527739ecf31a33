//! From inputs to a session: open, identify, cut, encode, send.

mod counters;
mod identify;
mod open;
mod readers;
mod send;

pub(super) use counters::Counters;
pub(super) use identify::{Headers, first_difference, identify, read_headers};
pub(super) use open::{OpenInput, unreadable};
pub(super) use send::send;
