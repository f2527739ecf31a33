//! `tierload formats`.

use super::terminal::print;
use tierload::Result;

/// Runs `tierload formats`.
pub(super) fn run() -> Result<()> {
    print(&tierload::dump::format::table())
}
