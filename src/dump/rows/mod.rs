//! Rows of a dump in PostgreSQL's binary COPY format.

mod copy;
mod encode;
mod stored;

pub use copy::{CopyRows, Slot};
pub use encode::{Encoded, Rejected, encode};
pub use stored::{StoredRow, stored_rows};
