//! The actions of a log, and which of them count as an access.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What an event says was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action<'a> {
    /// An action of the published schema.
    Known(Known),
    /// Any other name: a later schema may have more.
    Other(Cow<'a, str>),
}

/// The actions of the published schema.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[allow(missing_docs)]
pub enum Known {
    FileRead,
    FileWritten,
    FileCreate,
    FileDelete,
    DirectoryCreate,
    DirectoryDelete,
    Move,
    SymlinkCreate,
    ExtendedAttributeSet,
    ExtendedAttributeDelete,
    Pin,
    Unpin,
    PreHydrate,
}

impl Known {
    /// The name as it stands in a log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl<'a> Action<'a> {
    /// The action of this name.
    pub fn from_name(name: Cow<'a, str>) -> Action<'a> {
        name.parse().map_or(Action::Other(name), Action::Known)
    }
}

/// A set of known actions: those that count as an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionSet(u16);

impl ActionSet {
    /// The set of these actions.
    pub fn of(actions: &[Known]) -> ActionSet {
        ActionSet(actions.iter().fold(0, |bits, action| bits | 1 << *action as u16))
    }

    /// Whether the action is in the set. An unknown action never is.
    pub fn contains(self, action: &Action<'_>) -> bool {
        matches!(action, Action::Known(known) if self.0 & (1 << *known as u16) != 0)
    }
}

impl Default for ActionSet {
    fn default() -> Self {
        ActionSet::of(&[Known::FileRead, Known::FileWritten])
    }
}

/// Reads `FileRead,FileWritten`. The error names the word that is no action, and those that are.
impl FromStr for ActionSet {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
        let actions = words.map(|word| word.parse().map_err(|_| word)).collect::<Result<Vec<Known>, _>>();
        match actions {
            Ok(actions) if actions.is_empty() => Err("no action is named".to_owned()),
            Ok(actions) => Ok(ActionSet::of(&actions)),
            Err(word) => {
                let names: Vec<_> = Known::VARIANTS.iter().map(|known| known.name()).collect();
                Err(format!("no such action: {word} (there are {})", names.join(", ")))
            }
        }
    }
}

/// Events by action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByAction {
    known: [u64; Known::VARIANTS.len()],
    other: BTreeMap<String, u64>,
}

/// Under this name stand unknown actions beyond the first 100 names, and names of more than 64 bytes: names come from
/// outside, and memory is bounded. So are names with a NUL, which `audit_log` could not hold.
pub const REST: &str = "(other)";
const MAX_OTHER: usize = 100;
const MAX_NAME_BYTES: usize = 64;

impl ByAction {
    /// Counts one event.
    pub fn add(&mut self, action: &Action<'_>) {
        match action {
            Action::Known(known) => self.known[*known as usize] += 1,
            Action::Other(name) => self.add_other(name, 1),
        }
    }

    /// Adds the counts of another part of the same batch.
    pub fn merge(&mut self, rest: ByAction) {
        for (mine, theirs) in self.known.iter_mut().zip(rest.known) {
            *mine += theirs;
        }
        for (name, events) in rest.other {
            self.add_other(&name, events);
        }
    }

    /// Name and events of every action that was seen: the known ones first, then the others by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        let known = Known::VARIANTS.iter().map(|known| (known.name(), self.known[*known as usize]));
        let other = self.other.iter().map(|(name, events)| (name.as_str(), *events));
        known.chain(other).filter(|(_, events)| *events > 0)
    }

    /// All events.
    pub fn total(&self) -> u64 {
        self.iter().map(|(_, events)| events).sum()
    }

    fn add_other(&mut self, name: &str, events: u64) {
        if let Some(count) = self.other.get_mut(name) {
            *count += events;
        } else if self.other.len() < MAX_OTHER && name.len() <= MAX_NAME_BYTES && !name.contains('\0') {
            self.other.insert(name.to_owned(), events);
        } else {
            *self.other.entry(REST.to_owned()).or_default() += events;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_actions_are_read_by_name() {
        let set: ActionSet = "FileRead, Pin".parse().unwrap();
        assert!(set.contains(&Action::Known(Known::Pin)));
        assert!(!set.contains(&Action::Known(Known::FileWritten)));
        assert!(!set.contains(&Action::Other("FileRead2".into())));
        assert!("FileRead,Nonsense".parse::<ActionSet>().unwrap_err().contains("Nonsense"));
        assert!(" ,".parse::<ActionSet>().is_err());
    }

    #[test]
    fn names_from_outside_do_not_fill_the_memory() {
        let mut counts = ByAction::default();
        for n in 0..10_000 {
            counts.add(&Action::Other(format!("Made{n}").into()));
        }
        counts.add(&Action::Other("x".repeat(1000).into()));
        counts.add(&Action::from_name("Move".into()));
        assert_eq!(counts.total(), 10_002);
        let mut counts = ByAction::default();
        counts.add(&Action::Other("a\0b".into()));
        assert_eq!(counts.iter().collect::<Vec<_>>(), [(REST, 1)]);
        assert!(counts.iter().count() <= MAX_OTHER + 2);
    }
}
