//! Progress of a load: bars on a terminal, lines elsewhere, nothing when quiet.

use crate::commands::say;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tierload::scan::{LoadProgress, Observer};

/// A line every so often where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows what a load does.
pub(super) struct Display {
    bar: ProgressBar,
    style: Style,
    bytes_total: Mutex<Option<u64>>,
    last_line: Mutex<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Bars,
    Lines,
    Quiet,
}

impl Display {
    pub(super) fn new(quiet: bool) -> Display {
        let style = if quiet {
            Style::Quiet
        } else if std::io::stderr().is_terminal() {
            Style::Bars
        } else {
            Style::Lines
        };
        let target =
            if style == Style::Bars { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        Display { bar, style, bytes_total: Mutex::default(), last_line: Mutex::new(Instant::now()) }
    }

    /// Clears the bars, so that the summary stands alone.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn stage(&self, name: &'static str, template: &str, total: Option<u64>) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        self.bar.reset();
        self.bar.set_length(total.unwrap_or(0));
        self.bar.set_prefix(name);
        self.bar.set_message("");
        if total.is_none() {
            self.bar.unset_length();
        }
    }

    fn line(&self, text: impl FnOnce() -> String) {
        if self.style != Style::Lines {
            return;
        }
        if let Ok(mut last) = self.last_line.lock()
            && last.elapsed() >= LINE_EVERY
        {
            *last = Instant::now();
            say(&text());
        }
    }
}

impl Observer for Display {
    fn loading(&self, bytes_total: Option<u64>) {
        let template = match bytes_total {
            Some(_) => "{prefix:>10} [{bar:30}] {bytes}/{total_bytes} {binary_bytes_per_sec} ETA {eta} {msg}",
            None => "{prefix:>10} {spinner} {bytes} {binary_bytes_per_sec} {msg}",
        };
        if let Ok(mut total) = self.bytes_total.lock() {
            *total = bytes_total;
        }
        self.stage("loading", template, bytes_total);
    }

    fn loaded(&self, progress: &LoadProgress) {
        let LoadProgress { bytes, rows, rejected } = *progress;
        let mut message = format!("{} rows", HumanCount(rows));
        if rejected > 0 {
            message.push_str(&format!(", {} rejected", HumanCount(rejected)));
        }
        self.bar.set_position(bytes);
        self.bar.set_message(message.clone());
        let total = self.bytes_total.lock().ok().and_then(|total| *total);
        let of = total.map_or(String::new(), |total| format!(" of {}", HumanBytes(total)));
        self.line(|| format!("loading: {}{of}, {message}", HumanBytes(bytes)));
    }

    fn building(&self) {
        self.stage("building", "{prefix:>10} {spinner} {elapsed} {msg}", None);
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    fn step(&self, step: &str) {
        self.bar.set_message(step.to_string());
        self.line(|| step.to_string());
    }
}
