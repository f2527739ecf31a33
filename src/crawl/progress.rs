//! What a crawl tells its operator, on stderr: a spinner or a line now and then, and the summary at the end.

use super::problems::Problems;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// How often the spinner moves.
const TICK: Duration = Duration::from_millis(100);

/// How often a line is written when stderr is no terminal.
const LINE_INTERVAL: Duration = Duration::from_secs(5);

/// What was walked.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counts {
    /// Rows.
    pub(super) files: u64,
    /// Sum of their sizes; a hard link counts each time.
    pub(super) bytes: u64,
    /// Folders, the root included.
    pub(super) folders: u64,
}

/// Counts, and shows what it counts.
#[derive(Debug)]
pub(super) struct Progress {
    counts: Counts,
    started: Instant,
    quiet: bool,
    spinner: Option<ProgressBar>,
    last_line: Instant,
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
        Progress { counts: Counts::default(), started: now, quiet, spinner, last_line: now }
    }

    /// Adds the counts of one block.
    pub(super) fn add(&mut self, block: Counts) {
        self.counts.files += block.files;
        self.counts.bytes = self.counts.bytes.saturating_add(block.bytes);
        self.counts.folders += block.folders;
        if let Some(spinner) = &self.spinner {
            spinner.set_message(self.line());
        } else if !self.quiet && self.last_line.elapsed() >= LINE_INTERVAL {
            eprintln!("crawl: {}", self.line());
            self.last_line = Instant::now();
        }
    }

    /// Takes the spinner away, names what could not be read, and sums up.
    pub(super) fn finish(self, problems: &Problems) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        // Also when quiet: a dump that lacks a folder makes its files look removed.
        for warning in problems.warnings() {
            eprintln!("warning: {warning}");
        }
        if !self.quiet {
            let (unreadable, vanished) = problems.counts();
            eprintln!(
                "crawl: {}; {} unreadable, {} vanished",
                self.line(),
                HumanCount(unreadable),
                HumanCount(vanished)
            );
        }
    }

    fn line(&self) -> String {
        let elapsed_s = self.started.elapsed().as_secs_f64();
        let Counts { files, bytes, folders } = self.counts;
        format!(
            "{} files, {} in {} folders, {elapsed_s:.2} s, {} files/s",
            HumanCount(files),
            HumanBytes(bytes),
            HumanCount(folders),
            HumanCount((files as f64 / elapsed_s.max(0.001)) as u64)
        )
    }
}
