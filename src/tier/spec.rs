//! What to plan.

use crate::dump::path::extension;
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
    /// What the plan's row says of who made it, beside the role: the command line.
    pub command_line: String,
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

/// Where files go: what stands before their paths, as in `s3://bucket/prefix`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// A target: a URI (a scheme, `://` and more than slashes) or an absolute path; None for all else.
    pub fn new(uri: &str) -> Option<Target> {
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        let place = match uri.split_once("://") {
            Some((scheme, place)) if is_scheme(scheme) => place,
            _ if uri.starts_with('/') => uri,
            _ => return None,
        };
        (!place.trim_end_matches('/').is_empty()).then(|| Target(uri.to_owned()))
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without a slash at its end: paths begin with one.
    pub(super) fn prefix(&self) -> &str {
        self.0.trim_end_matches('/')
    }
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
    fn a_target_is_a_uri_or_an_absolute_path() {
        for given in
            ["", "//", "s3://", "s3:///", "s3//bucket", "s3:/bucket", "bucket/x", "1s://b", "://b", "c d://b"]
        {
            assert_eq!(Target::new(given), None, "{given}");
        }
        for given in ["s3://b", "abfss://c@a.example/x", "file:///mnt/cold", "/mnt/cold"] {
            assert_eq!(Target::new(given).unwrap().as_str(), given);
        }
        let target = Target::new("s3://b/x//").unwrap();
        assert_eq!((target.as_str(), target.prefix()), ("s3://b/x//", "s3://b/x"));
    }

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
