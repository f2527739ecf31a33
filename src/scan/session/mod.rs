//! What any sender of chunks needs: begin a scan or go on with it, put a chunk, close, abandon.

mod abandon;
mod begin;
mod build_lock;
mod chunk;
mod close;
mod end_marks;
mod inputs;
mod ledger;
mod rejects;
mod result;
mod spec;
mod sql;
mod stored;
mod walked;

pub use abandon::{Abandoned, abandon};
pub(super) use abandon::{fail_building, fail_loading};
pub(super) use begin::{Session, begin, refuse_older};
pub(super) use build_lock::{BuildLock, Builder};
pub(super) use chunk::{Chunk, ChunkRows, LoadedBy, check_same, push_dir_sums};
pub(super) use close::{Seen, mark_building};
pub(super) use end_marks::{Read, refusal};
pub(super) use inputs::InputIdentity;
pub(crate) use ledger::delete_ledger;
pub(super) use ledger::{Ledger, LedgerEntry, LedgerTotals};
pub(super) use rejects::check_rejects_file;
pub(super) use spec::SessionSpec;
pub(super) use sql::COPY_DIRS;
