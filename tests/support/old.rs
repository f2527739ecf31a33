//! Databases of earlier versions: dumps that are restored, and what the homes of one hold once it is migrated.

use super::Case;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Two tenants with four scans, audits between them, and objects in every state, as the program of schema version 3 left
/// them; see `scripts/dump-history.sh`.
pub(crate) const HISTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/history/0003.sql.gz");

/// What a dump says.
pub(crate) fn unpacked(dump: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(File::open(dump).unwrap()).read_to_string(&mut text).unwrap();
    text
}

/// A database with what a dump holds.
pub(crate) fn restored(dump: &Path) -> Case {
    let case = Case::bare();
    // The role is the server's, and no part of a dump; it is there as soon as one database was migrated.
    drop(Case::new());
    case.db.execute(&unpacked(dump));
    case
}

/// A database with [`HISTORY`].
pub(crate) fn old_database() -> Case {
    restored(Path::new(HISTORY))
}

const HOMES: [&str; 2] = ["tierload_default", "tierload_acme"];

/// All that the homes hold, but for ids that a conversion which was killed has used up.
pub(crate) fn contents(case: &Case) -> Vec<String> {
    let all = |home: &str| {
        [
            "select 'share', s.* from {of}.share s order by 2",
            "select 'scan', c.* from {of}.scan c where status <> 'ERROR' order by 2",
            "select 'dir', share_id, tenant_id, dir_path, dir_path_raw, dir_hash64, dir_digest, parent_digest
             from {of}.dir order by 2, 4",
            "select 'file_state', s.* from {of}.file_state s order by 2",
            "select 'file_history', h.* from {of}.file_history h order by 2, h.from_snapshot",
            "select 'dir_state', s.* from {of}.dir_state s order by 2",
            "select 'dir_history', h.* from {of}.dir_history h order by 2, h.from_snapshot",
            "select 'tier_object', o.* from {of}.tier_object_state o order by 2",
            "select 'staging', tablename from pg_tables where tablename like 'staging%'",
            "select 'old', oid::regclass from pg_class where relnamespace = 'tierload'::regnamespace order by 2",
        ]
        .map(|query| case.db.rows(&query.replace("{of}", home)))
        .concat()
    };
    HOMES.map(all).concat()
}
