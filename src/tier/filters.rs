//! The filters of a plan, as the tables have them.

use super::spec::PlanSpec;
use crate::catalog::Share;
use crate::dump::path::{PathRules, to_text};
use crate::error::{Error, Result};
use jiff::Timestamp;

/// The filters of a plan.
pub(super) struct Filters {
    /// Seconds since 1970.
    pub(super) used_before: i64,
    pub(super) min_size: i64,
    pub(super) extensions: Vec<String>,
    pub(super) under: Vec<String>,
    pub(super) not_under: Vec<String>,
}

impl Filters {
    pub(super) fn new(spec: &PlanSpec, share: &Share, now: Timestamp) -> Result<Filters> {
        let age = i64::try_from(spec.older_than.as_secs()).unwrap_or(i64::MAX);
        let rules =
            PathRules::new(share.source_type, None).map_err(|error| Error::internal(error.to_string()))?;
        let stored = |folders: &[String]| -> Result<Vec<String>> {
            folders.iter().map(|folder| stored_dir(&rules, folder)).collect()
        };
        Ok(Filters {
            used_before: now.as_second().saturating_sub(age),
            min_size: i64::try_from(spec.min_bytes).unwrap_or(i64::MAX),
            extensions: spec.extensions.iter().map(|extension| extension.as_str().to_owned()).collect(),
            under: stored(&spec.under)?,
            not_under: stored(&spec.not_under)?,
        })
    }
}

fn stored_dir(rules: &PathRules, folder: &str) -> Result<String> {
    let mut dir = Vec::new();
    rules
        .dir(folder.as_bytes(), &mut dir)
        .map_err(|error| Error::usage(format!("folder {folder}: {error}")).about(folder))?;
    Ok(to_text(&dir).text.into_owned())
}
