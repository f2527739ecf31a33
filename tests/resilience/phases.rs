//! Holding a load where it is, so that a fault hits what it is meant to hit.

use super::twins::Twins;
use crate::support::Session;
use std::process::{Child, Command};

/// What a load is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Some chunks are loaded, more are to come.
    Load,
    /// All are loaded, and the keys are to be built.
    Build,
    /// All is built, and the transaction that publishes it has begun.
    Publish,
}

pub(super) const PHASES: [Phase; 3] = [Phase::Load, Phase::Build, Phase::Publish];

/// Starts the load of a share, and stops it at a phase by a lock, which the session holds.
pub(super) fn hold(twins: &Twins, share: &str, command: &mut Command, phase: Phase) -> (Child, Session) {
    let case = &twins.faulty;
    let session = Session::open(&case.db);
    let child = command.spawn().unwrap();
    let scan = format!("tierload_default.scan where share_name = '{share}' and finished_utc is null");
    let chunks = match phase {
        Phase::Load => 2,
        Phase::Build | Phase::Publish => 0,
    };
    case.wait_for(&format!(
        "select count(*) > 0 from {scan}
            and (select count(*) from tierload_default.ingest_chunk k where k.scan_id = scan.scan_id) >= {chunks}"
    ));
    let lock = match phase {
        Phase::Load => "lock table tierload_default.ingest_chunk in share mode".to_owned(),
        // A reader of the staging table holds up the first step of the build.
        Phase::Build => {
            let id = case.db.value(&format!("select scan_id from {scan}"));
            format!("lock table tierload_default.staging_scan_{id} in access share mode")
        }
        Phase::Publish => {
            format!("select from tierload_default.share where share_name = '{share}' for no key update")
        }
    };
    session.execute(&format!("begin; {lock}"));
    let holder = session.value("select pg_backend_pid()");
    case.wait_for(&format!(
        "select count(*) > 0 from pg_stat_activity
         where datname = current_database() and application_name = 'tierload' and {holder} = any (pg_blocking_pids(pid))"
    ));
    (child, session)
}
