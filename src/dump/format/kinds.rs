//! The kinds of dumps that can be read. A new one is one file beside this one, its `mod` line, and one line in the list.

use super::kind::Kind;
use super::{
    azure_inventory, canonical, csv, efu, export, find, gpfs, mftecmd, ncdu, powershell, pwalk, rclone,
    rclone_lsf, s3_inventory, windirstat, wiztree,
};

/// Every kind of dump that can be read. The order decides nothing: two kinds that both fit are a tie.
pub const KINDS: &[Kind] = &[
    canonical::KIND,
    export::KIND,
    pwalk::KIND,
    wiztree::KIND,
    windirstat::KIND,
    efu::KIND,
    mftecmd::KIND,
    powershell::KIND,
    find::TSV,
    find::NUL,
    ncdu::KIND,
    s3_inventory::KIND,
    rclone::KIND,
    rclone_lsf::KIND,
    azure_inventory::KIND,
    gpfs::KIND,
    csv::KIND,
];

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}

/// What is known, for people.
pub fn table() -> String {
    let width = KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
    let mut table = String::new();
    for kind in KINDS {
        table.push_str(&format!("{:width$}  {}\n", kind.name, kind.written_by));
        table.push_str(&format!("{:width$}  reads {}\n", "", kind.reads));
    }
    table
}
