//! Events of a batch, one entry a file: most of a log is the same files read again.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::action::{Action, ByAction, Known};
use super::event::{Event, Rules};
use super::path::in_audit_folder;
use super::{ByReason, Reason};

/// What a batch says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The latest access: where later than the stored one, the new `atime_unix`. None when there was only a FileCreate:
    /// creating a file is not reading it, so a known file keeps its access time.
    pub accessed_unix: Option<i64>,
    /// The latest time at which the file was seen to be there, FileCreate included: the `atime_unix` of a row that
    /// has to be inserted. A file cannot have been accessed earlier than it was made.
    pub seen_unix: i64,
    /// Access events.
    pub accesses: u64,
    /// Whether a FileCreate, FileWritten or FileRead was among them. An unknown path is inserted only then: another
    /// action that was chosen to count as an access (Pin, say) may be of a folder.
    pub is_file: bool,
    /// When each access was, where that is kept; in no order.
    pub times: Vec<i64>,
}

impl Touch {
    /// Adds what another entry says of the same file.
    pub(super) fn merge(&mut self, other: Touch) {
        self.accessed_unix = self.accessed_unix.max(other.accessed_unix);
        self.seen_unix = self.seen_unix.max(other.seen_unix);
        self.accesses += other.accesses;
        self.is_file |= other.is_file;
        self.times.extend(other.times);
    }
}

/// What was read, in numbers. The counts balance: `events = new_events + rejected`, and the caller adds replayed ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines that are not blank.
    pub events: u64,
    /// Events that were understood.
    pub new_events: u64,
    /// Of these, the ones that count as an access to a file.
    pub access_events: u64,
    /// Of these, the ones left out because they are about the logs themselves, under `/.lucid_audit`.
    pub audit_folder_events: u64,
    /// The understood events by action.
    pub by_action: ByAction,
    /// Lines that were not understood.
    pub rejected: ByReason,
    /// Lines that hold nothing, and are no events.
    pub blank_lines: u64,
    /// The time of the newest event, whatever its action: how far behind the log is.
    pub newest_unix: Option<i64>,
}

impl Counts {
    /// Whether the counts balance.
    pub fn balance(&self) -> bool {
        self.events == self.new_events + self.rejected.total() && self.new_events == self.by_action.total()
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: Counts) {
        self.events += other.events;
        self.new_events += other.new_events;
        self.access_events += other.access_events;
        self.audit_folder_events += other.audit_folder_events;
        self.by_action.merge(other.by_action);
        self.rejected.merge(&other.rejected);
        self.blank_lines += other.blank_lines;
        self.newest_unix = self.newest_unix.max(other.newest_unix);
    }
}

/// What updates without an action are counted under.
pub const UPDATE: &str = "(update)";

/// Entries by path in stored form (see [`super::path::stored`]).
pub type ByPath = HashMap<Box<[u8]>, Touch>;

/// The events of a batch, or of one thread's part of it.
#[derive(Debug, Clone, Default)]
pub struct Coalesced {
    /// One entry a file.
    pub by_path: ByPath,
    /// What was read.
    pub counts: Counts,
}

impl Coalesced {
    /// Counts an event, and keeps what it says of a file.
    pub fn add(&mut self, event: Event<'_>, rules: &Rules) {
        self.counts.events += 1;
        self.counts.new_events += 1;
        self.counts.by_action.add(&event.action);
        self.counts.newest_unix = self.counts.newest_unix.max(Some(event.time_unix));
        let Some(path) = event.path else { return };
        if in_audit_folder(&path) {
            self.counts.audit_folder_events += 1;
        } else if rules.needs_path(&event.action) {
            let access = rules.access.contains(&event.action);
            self.counts.access_events += u64::from(access);
            self.touch(
                path,
                Touch {
                    accessed_unix: access.then_some(event.time_unix),
                    seen_unix: event.time_unix,
                    accesses: access.into(),
                    is_file: is_of_a_file(&event.action),
                    times: if access && rules.keep_times { vec![event.time_unix] } else { Vec::new() },
                },
            );
        }
    }

    /// Counts an access that an agent reports: as a FileRead, under the name [`UPDATE`]. The path is taken as it is.
    pub fn add_access(&mut self, path: Cow<'_, [u8]>, time_unix: i64, keep_times: bool) {
        self.counts.events += 1;
        self.counts.new_events += 1;
        self.counts.access_events += 1;
        self.counts.by_action.add(&Action::Other(UPDATE.into()));
        self.counts.newest_unix = self.counts.newest_unix.max(Some(time_unix));
        let touch = Touch {
            accessed_unix: Some(time_unix),
            seen_unix: time_unix,
            accesses: 1,
            is_file: true,
            times: if keep_times { vec![time_unix] } else { Vec::new() },
        };
        self.touch(path, touch);
    }

    /// Counts a line that was not understood.
    pub fn reject(&mut self, reason: Reason) {
        self.counts.events += 1;
        self.counts.rejected.add(reason);
    }

    /// Joins two parts of a batch. Which is which makes no difference: times are maxima and counts are sums.
    pub fn merge(mut self, mut other: Coalesced) -> Coalesced {
        if self.by_path.len() < other.by_path.len() {
            std::mem::swap(&mut self.by_path, &mut other.by_path);
        }
        for (path, touch) in other.by_path {
            match self.by_path.entry(path) {
                hashbrown::hash_map::Entry::Occupied(mut entry) => entry.get_mut().merge(touch),
                hashbrown::hash_map::Entry::Vacant(entry) => {
                    entry.insert(touch);
                }
            }
        }
        self.counts.merge(other.counts);
        self
    }

    fn touch(&mut self, path: Cow<'_, [u8]>, touch: Touch) {
        match self.by_path.entry_ref(path.as_ref()) {
            hashbrown::hash_map::EntryRef::Occupied(mut entry) => entry.get_mut().merge(touch),
            hashbrown::hash_map::EntryRef::Vacant(entry) => {
                entry.insert_with_key(Box::from(path.as_ref()), touch);
            }
        }
    }
}

fn is_of_a_file(action: &Action<'_>) -> bool {
    matches!(action, Action::Known(Known::FileCreate | Known::FileRead | Known::FileWritten))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(action: &'static str, time_unix: i64, path: &'static str) -> Event<'static> {
        let path = Some(Cow::Borrowed(path.as_bytes()));
        Event { action: Action::from_name(action.into()), time_unix, path, target: None }
    }

    fn coalesced(events: &[(&'static str, i64, &'static str)]) -> Coalesced {
        let mut all = Coalesced::default();
        for (action, time, path) in events {
            all.add(event(action, *time, path), &Rules::at(0));
        }
        assert!(all.counts.balance());
        all
    }

    #[test]
    fn the_latest_time_counts_whatever_the_order() {
        let all = coalesced(&[("FileRead", 5, "/a"), ("FileWritten", 9, "/a"), ("FileRead", 7, "/a")]);
        let a = all.by_path[&b"/a"[..]].clone();
        assert_eq!(
            a,
            Touch { accessed_unix: Some(9), seen_unix: 9, accesses: 3, is_file: true, times: vec![] }
        );
    }

    #[test]
    fn creating_is_not_reading() {
        let all = coalesced(&[("FileCreate", 9, "/a"), ("FileRead", 5, "/a"), ("FileCreate", 3, "/b")]);
        let a = all.by_path[&b"/a"[..]].clone();
        assert_eq!(
            a,
            Touch { accessed_unix: Some(5), seen_unix: 9, accesses: 1, is_file: true, times: vec![] }
        );
        let b = &all.by_path[&b"/b"[..]];
        assert_eq!(
            *b,
            Touch { accessed_unix: None, seen_unix: 3, accesses: 0, is_file: true, times: vec![] }
        );
    }

    #[test]
    fn each_access_has_its_time_where_that_is_kept() {
        let rules = Rules { keep_times: true, ..Rules::at(0) };
        let mut all = Coalesced::default();
        for (action, time) in [("FileRead", 5), ("FileCreate", 6), ("FileWritten", 3)] {
            all.add(event(action, time, "/a"), &rules);
        }
        all.add_access(b"/a".into(), 4, true);
        assert_eq!(all.by_path[&b"/a"[..]].times, [5, 3, 4]);
    }

    #[test]
    fn other_actions_are_counted_and_touch_nothing() {
        let all = coalesced(&[("Move", 1, "/a"), ("FileTeleport", 2, "/b"), ("DirectoryDelete", 3, "/c")]);
        assert!(all.by_path.is_empty());
        assert_eq!(all.counts.by_action.total(), 3);
        assert_eq!(all.counts.newest_unix, Some(3));
    }

    #[test]
    fn a_chosen_action_that_may_be_of_a_folder_makes_no_file() {
        let rules = Rules { access: "Pin".parse().unwrap(), ..Rules::at(0) };
        let mut all = Coalesced::default();
        all.add(event("Pin", 1, "/a"), &rules);
        assert!(!all.by_path[&b"/a"[..]].is_file);
        all.add(event("FileRead", 2, "/a"), &rules);
        assert!(!all.by_path[&b"/a"[..]].is_file, "not asked to count reads");
    }

    #[test]
    fn the_logs_themselves_are_a_category_of_their_own() {
        let all = coalesced(&[("FileWritten", 1, "/.lucid_audit/7/x.log.active")]);
        assert!(all.by_path.is_empty());
        assert_eq!((all.counts.audit_folder_events, all.counts.access_events), (1, 0));
    }

    #[test]
    fn parts_join_in_any_order() {
        let one = [("FileRead", 5, "/a"), ("Nonsense", 1, "/n")];
        let two = [("FileRead", 4, "/a"), ("FileRead", 6, "/b"), ("FileCreate", 9, "/a")];
        let whole = coalesced(&[&one[..], &two[..]].concat());
        for (left, right) in [(&one[..], &two[..]), (&two[..], &one[..])] {
            let joined = coalesced(left).merge(coalesced(right));
            assert_eq!(joined.by_path, whole.by_path);
            assert_eq!(joined.counts, whole.counts);
        }
    }
}
