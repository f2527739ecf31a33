//! What an audit did, for people.

use indicatif::{HumanBytes, HumanCount};
use std::time::Duration;
use tierload::audit::{AuditOutcome, StageTimes};

/// One line, for those who follow.
pub(super) fn line(so_far: &AuditOutcome) -> String {
    let lag = so_far.lag_s.map_or(String::new(), |lag| format!(", lag {lag} s"));
    format!(
        "{} events so far, {} access times moved on, {} files made known, {} rejected{lag}",
        HumanCount(so_far.counts.new_events),
        HumanCount(so_far.effects.files_updated),
        HumanCount(so_far.effects.files_inserted),
        HumanCount(so_far.counts.rejected.total()),
    )
}

/// A few lines.
pub(super) fn summary(outcome: &AuditOutcome, verbose: bool) -> Vec<String> {
    let AuditOutcome { counts, effects, .. } = outcome;
    let mut lines = vec![
        format!(
            "  events  {} = {} new + {} replayed + {} rejected; {} accesses",
            HumanCount(outcome.events()),
            HumanCount(counts.new_events),
            HumanCount(outcome.replayed),
            HumanCount(counts.rejected.total()),
            HumanCount(counts.access_events),
        ),
        format!(
            "  files   {} access times moved on, {} made known; {} tier objects warmed",
            HumanCount(effects.files_updated),
            HumanCount(effects.files_inserted),
            HumanCount(effects.tier_objects_warmed),
        ),
    ];
    if effects.removed_accessed > 0 {
        lines.push(format!(
            "  warning: {} files were accessed that the last scan did not find; they stay removed until a scan finds them",
            HumanCount(effects.removed_accessed)
        ));
    }
    if effects.folders_left_out > 0 {
        lines.push(format!(
            "  warning: {} paths are of folders, and are left out",
            HumanCount(effects.folders_left_out)
        ));
    }
    if effects.files_refused > 0 {
        lines.push(format!(
            "  warning: {} files are refused by the server, and their accesses are left out",
            HumanCount(effects.files_refused)
        ));
    }
    if outcome.unusable_paths > 0 {
        lines.push(format!(
            "  warning: {} paths name no file ('..' in them, or a name that is too long)",
            HumanCount(outcome.unusable_paths)
        ));
    }
    lines.extend(rejects(outcome));
    let lag = outcome.lag_s.map_or(String::new(), |lag| format!("; newest event {lag} s old"));
    lines.push(format!(
        "  {} of {} files in {:.2} s, {} events a minute{lag}",
        HumanBytes(outcome.bytes_read),
        outcome.files_read,
        outcome.elapsed.as_secs_f64(),
        HumanCount(outcome.updates_per_min() as u64),
    ));
    if outcome.retries > 0 {
        lines.push(format!("  tried again {} times after the server was lost or busy", outcome.retries));
    }
    if verbose {
        let stages = stages(&outcome.stages);
        lines.extend(stages.map(|(stage, time)| format!("  {stage:<20} {:>8.3} s", time.as_secs_f64())));
        lines.push(format!("  {:<20} {:>8}", "batches", outcome.batches));
    }
    lines
}

fn rejects(outcome: &AuditOutcome) -> Vec<String> {
    let mut lines = Vec::new();
    for reject in &outcome.rejects {
        let line = reject.line.map_or(String::new(), |line| format!("line {line}, "));
        let path = reject.path.display();
        lines.push(format!("  rejected: {path}, {line}byte {}: {}", reject.byte, reject.reason));
    }
    let more = outcome.counts.rejected.total() - outcome.rejects.len() as u64;
    if more > 0 {
        lines.push(format!("  rejected: {} more", HumanCount(more)));
    }
    lines
}

fn stages(times: &StageTimes) -> [(&'static str, Duration); 9] {
    [
        ("wait for parsing", times.parsing),
        ("directories, rows", times.rows),
        ("turn", times.lock),
        ("copy", times.copy),
        ("update", times.update),
        ("find", times.find),
        ("insert", times.insert),
        ("warm", times.warm),
        ("commit", times.commit),
    ]
}
