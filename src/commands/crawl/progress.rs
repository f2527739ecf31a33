//! What a crawl tells its operator, on stderr: a spinner or a line now and then, and the summary at the end.

use crate::commands::{human, say};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tierload::crawl::{Counts, CrawlOutcome, Observer, Unreadable};

/// How often the spinner moves.
const TICK: Duration = Duration::from_millis(100);

/// How often a line is written when stderr is no terminal.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// Shows how far a crawl is.
pub(super) struct Progress {
    started: Instant,
    quiet: bool,
    spinner: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

impl Progress {
    /// Starts the clock, and the spinner if there is a terminal to see it.
    pub(super) fn start(quiet: bool) -> Self {
        let spinner = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let spinner = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
            spinner.enable_steady_tick(TICK);
            spinner
        });
        let now = Instant::now();
        Progress { started: now, quiet, spinner, last_line: Mutex::new(now) }
    }

    /// Takes the spinner away, names what could not be read, and sums up.
    pub(super) fn finish(self, outcome: &CrawlOutcome) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        // Also when quiet: a dump that lacks a folder makes its files look removed.
        for warning in warnings(outcome) {
            say(&format!("warning: {warning}"));
        }
        if !self.quiet {
            say(&format!(
                "crawl: {}; {} unreadable, {} vanished",
                line(outcome.counts, outcome.elapsed),
                HumanCount(outcome.unreadable),
                HumanCount(outcome.vanished)
            ));
        }
    }
}

impl Observer for Progress {
    fn written(&self, counts: Counts) {
        let text = || line(counts, self.started.elapsed());
        if let Some(spinner) = &self.spinner {
            spinner.set_message(text());
        } else if !self.quiet {
            let mut last_line = self.last_line.lock().unwrap_or_else(PoisonError::into_inner);
            if last_line.elapsed() >= LINE_INTERVAL {
                say(&format!("crawl: {}", text()));
                *last_line = Instant::now();
            }
        }
    }
}

/// A line for each of the first few that could not be read, then how many more there are.
fn warnings(outcome: &CrawlOutcome) -> Vec<String> {
    let named = outcome.first_unreadable.iter().map(|Unreadable { path, reason }| match path {
        // Quoted and escaped: a name may hold anything, and this goes to a terminal.
        Some(path) => format!("cannot read {path:?}: {reason}"),
        None => format!("cannot read {reason}"),
    });
    let more = outcome.unreadable - outcome.first_unreadable.len() as u64;
    let rest = (more > 0).then(|| format!("cannot read {} more", HumanCount(more)));
    named.chain(rest).collect()
}

fn line(Counts { files, bytes, folders }: Counts, elapsed: Duration) -> String {
    let elapsed_s = elapsed.as_secs_f64();
    format!(
        "{} files, {} in {} folders, {elapsed_s:.2} s, {} files/s",
        HumanCount(files),
        human::bytes(bytes),
        HumanCount(folders),
        HumanCount((files as f64 / elapsed_s.max(0.001)) as u64)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_named_are_quoted_and_the_rest_is_counted() {
        let named = |path: Option<&str>| Unreadable { path: path.map(Into::into), reason: "denied".into() };
        let outcome = CrawlOutcome {
            counts: Counts::default(),
            unreadable: 1_007,
            first_unreadable: vec![named(Some("/a\n\"b\"")), named(None)],
            vanished: 0,
            elapsed: Duration::ZERO,
        };
        assert_eq!(
            warnings(&outcome),
            [r#"cannot read "/a\n\"b\"": denied"#, "cannot read denied", "cannot read 1,005 more"]
        );
    }
}
