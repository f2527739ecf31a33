//! Why records were rejected: what most of them have in common.

use std::collections::BTreeMap;

/// Reasons beyond this many are not counted.
const REASONS_KEPT: usize = 100;

/// Rejected records by reason.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<String, u64>);

impl Reasons {
    /// Counts records that were rejected for this, in the words of the ledger.
    pub(super) fn add(&mut self, reason: &str, rows: u64) {
        let shared = without_value(reason);
        if let Some(counted) = self.0.get_mut(shared) {
            *counted += rows;
        } else if self.0.len() < REASONS_KEPT {
            self.0.insert(shared.to_string(), rows);
        }
    }

    /// The commonest reason, for the end of a message; empty where there is none.
    pub(super) fn commonest(&self) -> String {
        let commonest = self.0.iter().max_by_key(|&(_, rows)| *rows);
        commonest
            .map_or_else(String::new, |(reason, rows)| format!("; the commonest reason, of {rows}: {reason}"))
    }
}

/// What stands before the value, which is quoted and differs from record to record.
fn without_value(reason: &str) -> &str {
    let value = reason.find(", \"").or_else(|| reason.find(": \""));
    &reason[..value.unwrap_or(reason.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_reason_is_said_without_its_value() {
        let mut reasons = Reasons::default();
        assert_eq!(reasons.commonest(), "");
        reasons.add("expected 6 fields, found 2", 1);
        for value in 1..3 {
            reasons.add(&format!("size is not a size in bytes: \"{value}k\""), 1);
        }
        assert_eq!(reasons.commonest(), "; the commonest reason, of 2: size is not a size in bytes");
    }
}
