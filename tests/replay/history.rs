//! What happens to a share, between scans and audits of it.

use proptest::prelude::*;

/// Shares, each of another tenant or of another name.
pub(super) const SHARES: usize = 3;

/// Names of files and folders, few enough to meet again.
pub(super) const NAMES: u8 = 12;

/// Where a process that scans may die. Not all of them are on the way of every scan.
pub(super) const KILLS: [&str; 9] = [
    "scan-begun",
    "chunk-copied",
    "ledger-closed",
    "key-built",
    "dir-state-committed",
    "differences-found",
    "changes-written",
    "before-publish-commit",
    "publish-committed",
];

/// A change of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A file with this name is made, or written again.
    Add(u8),
    /// It is deleted.
    Remove(u8),
    /// Its size and time of change are others.
    Grow(u8),
    /// Its time of access is another.
    Read(u8),
    /// A folder, with all that is in it, gets the name of another.
    RenameFolder(u8, u8),
    /// A file goes, and a folder of its name comes, with a file in it.
    FileToFolder(u8),
    /// A folder of this name goes, and a file comes.
    FolderToFile(u8),
    /// From now on dumps have no times of access.
    ForgetTimes,
    /// They have them again.
    RememberTimes,
}

/// What happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A tree changes and is scanned, or one folder of it alone, if it holds a file. With `kill` the process dies at that
    /// failpoint, if it passes it, and runs again.
    Scan { share: usize, changes: Vec<Change>, under: Option<&'static str>, kill: Option<usize> },
    /// Updates of an agent: a file (of [`NAMES`] and some that no scan knows), and the access in days from the day of the
    /// last scan.
    Audit { share: usize, accesses: Vec<(u8, i16)> },
}

fn change() -> impl Strategy<Value = Change> {
    let name = || 0..NAMES;
    prop_oneof![
        6 => name().prop_map(Change::Add),
        2 => name().prop_map(Change::Remove),
        2 => name().prop_map(Change::Grow),
        2 => name().prop_map(Change::Read),
        1 => (0..4u8, 0..4u8).prop_map(|(from, to)| Change::RenameFolder(from, to)),
        1 => name().prop_map(Change::FileToFolder),
        1 => name().prop_map(Change::FolderToFile),
        1 => Just(Change::ForgetTimes),
        1 => Just(Change::RememberTimes),
    ]
}

/// A random history.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let changes = prop::collection::vec(change(), 0..8);
    let under = prop::option::weighted(0.3, prop::sample::select(&["/a", "/a/b", "/c"][..]));
    let scan = (0..SHARES, changes, under, prop::option::weighted(0.3, 0..KILLS.len()))
        .prop_map(|(share, changes, under, kill)| Step::Scan { share, changes, under, kill });
    let audit = (0..SHARES, prop::collection::vec((0..NAMES + 4, -500..500i16), 1..6))
        .prop_map(|(share, accesses)| Step::Audit { share, accesses });
    prop::collection::vec(prop_oneof![3 => scan, 1 => audit], 4..14)
}
