//! What to plan.

use super::target::Target;
use crate::dump::path::extension;
use crate::error::{Error, Result};
use std::time::Duration;

/// Which files are to go where.
#[derive(Debug, Clone)]
pub struct PlanSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// Where the files go.
    pub target: Target,
    /// Only files that were neither accessed nor changed for so long.
    pub older_than: Duration,
    /// Only files of at least so many bytes.
    pub min_bytes: u64,
    /// Only files with these extensions; all when there are none.
    pub extensions: Vec<Extension>,
    /// What counts where the access time is not known.
    pub unknown_atime: UnknownAtime,
    /// Only files under these folders: paths within the share, or absolute ones under its root. All when there are
    /// none. A folder that the share does not have is an error.
    pub under: Vec<String>,
    /// No files under these folders, which are given likewise.
    pub not_under: Vec<String>,
    /// Whether nothing is changed.
    pub dry_run: bool,
    /// Whether most files of a large share may be planned. Otherwise that is an error: a filter may be missing.
    pub most_files: bool,
    /// What the plan's row says of who made it, beside the role: the user and the machine, as in `ann@ws-7`.
    pub made_by: String,
    /// And the command line.
    pub command_line: String,
}

impl PlanSpec {
    /// Refuses what no plan can mean.
    pub fn check(&self) -> Result<()> {
        self.min_size().map(drop)
    }

    pub(super) fn min_size(&self) -> Result<i64> {
        let too_large = |_| Error::usage(format!("--min-size {} is more than any file has", self.min_bytes));
        i64::try_from(self.min_bytes).map_err(too_large)
    }
}

/// What to withdraw.
#[derive(Debug, Clone)]
pub struct UndoSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// The plan; all plans of the share when there is none.
    pub plan_id: Option<i64>,
    /// Whether nothing is changed.
    pub dry_run: bool,
}

/// What to do with files whose access time is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownAtime {
    /// They may be in use, and are left where they are.
    Skip,
    /// The time of their last change counts.
    Mtime,
}

/// An extension as the tables have it: in lower case, without its dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension(String);

impl Extension {
    /// An extension, written as `.mov` or as `mov`; None where no file can have it.
    pub fn new(text: &str) -> Option<Extension> {
        let name = format!("x.{}", text.trim().trim_start_matches('.'));
        extension(&name).map(|found| Extension(found.into_owned()))
    }

    /// As the tables have it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_stored_as_those_of_names() {
        for (given, stored) in [("mov", "mov"), (".MOV", "mov"), (" ..exr ", "exr"), ("tar.gz", "gz")] {
            assert_eq!(Extension::new(given), Some(Extension(stored.into())), "{given}");
        }
        for given in ["", ".", "a b", "mov."] {
            assert_eq!(Extension::new(given), None, "{given}");
        }
    }
}
