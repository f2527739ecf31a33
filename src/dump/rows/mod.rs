//! Rows of a dump in PostgreSQL's binary COPY format.

mod around;
mod checks;
mod copy;
mod digest;
mod doubts;
mod encode;
mod encoded;
mod principals;
mod rejects;
mod stored;
mod sums;

pub use copy::{CopyRows, Int4Slot, Slot};
pub use digest::SeenRow;
pub use doubts::{Doubts, add_sample};
pub(crate) use encode::MAX_NAME_BYTES;
pub use encode::encode;
pub use encoded::{CutOff, Encoded, Kept, Missing};
pub use rejects::{Rejected, Rejects};
pub use stored::{StoredRow, stored_rows};
pub use sums::{DirSums, Known};

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod dumps_tests;
#[cfg(test)]
mod encode_tests;
#[cfg(test)]
mod ends_tests;
