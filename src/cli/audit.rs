//! Flags of `tierload audit`.

use crate::audit::action::ActionSet;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// Flags of `tierload audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// `.lucid_audit` folders, filespaces that hold one, logs (`.log`, `.log.active`; plain, gzip or zstd), or CSV files
    /// of updates (`file_path,new_last_accessed[,audit_event_id]`).
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The share that the logs are about; it is made as a LucidLink share when it was never scanned.
    #[arg(long, value_name = "NAME")]
    pub share: String,
    /// The tenant that owns the share.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub tenant: String,
    /// The volume as the agents call it; stored on the share.
    #[arg(long, value_name = "ID")]
    pub volume: Option<String>,
    /// Go on until SIGTERM or SIGINT, and load what is written meanwhile.
    #[arg(long)]
    pub follow: bool,
    /// With --follow: look again after so long, even where no change was noticed.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub interval: Duration,
    /// The actions that count as an access.
    #[arg(long, value_name = "ACTIONS", default_value = "FileRead,FileWritten")]
    pub access_actions: ActionSet,
    /// How far ahead of the clock a time may lie.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub max_skew: Duration,
    /// Threads that parse.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Files of a batch, about. For tests: small batches make many transactions.
    #[arg(long, value_name = "N", hide = true)]
    pub batch_files: Option<usize>,
    /// Print one JSON object on stdout at the end.
    #[arg(long)]
    pub json: bool,
    /// No progress and no summary.
    #[arg(short, long)]
    pub quiet: bool,
    /// Show the time of each stage.
    #[arg(short, long)]
    pub verbose: bool,
}

/// Reads `30s`, `15m`, `12h`, `7d`, `2w`, `1y` (365 days); a bare number is seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "y" => 365 * 86_400,
        unit => return Err(format!("no such unit of time: {unit} (there are s, m, h, d, w, y)")),
    };
    let number: u64 =
        digits.parse().map_err(|_| format!("expected a time such as 30s or 7d, not {text:?}"))?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| format!("{text} is too long a time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("365d"), duration("1y"));
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert!(duration("7 moons").is_err() && duration("d").is_err() && duration("-1s").is_err());
        assert!(duration("99999999999999999999w").is_err());
    }
}
