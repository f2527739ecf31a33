//! Rows of a dump in PostgreSQL's binary COPY format.

mod copy;
mod encode;
mod folders;
mod stored;

pub use copy::{CopyRows, Slot};
pub use encode::{CutOff, Encoded, Rejected, encode};
pub use stored::{StoredRow, stored_rows};

#[cfg(test)]
mod damage_tests;
