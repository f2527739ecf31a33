//! What a load has done so far, and how it is shown. Counters come in; no stage is imported.

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A line every so often where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

const REFRESH: Duration = Duration::from_millis(200);

/// Busy time of one stage, added up over its workers.
#[derive(Debug, Default)]
pub(super) struct BusyTime(AtomicU64);

impl BusyTime {
    pub(super) fn add(&self, time: Duration) {
        self.0.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }

    pub(super) fn seconds(&self) -> f64 {
        self.0.load(Ordering::Relaxed) as f64 / 1e9
    }
}

/// Counters of a running load.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Bytes read of the inputs as stored.
    pub(super) raw_bytes: Arc<AtomicU64>,
    pub(super) rows: AtomicU64,
    pub(super) rejected: AtomicU64,
    pub(super) chunks_skipped: AtomicU64,
    /// Chunks that the inputs were cut into, loaded before or not.
    pub(super) chunks_seen: AtomicU64,
    pub(super) encode: BusyTime,
    pub(super) dirs: BusyTime,
    pub(super) copy: BusyTime,
}

/// Waits for `work`, and calls `tick` every now and then meanwhile.
pub(super) async fn during<T>(work: impl Future<Output = T>, mut tick: impl FnMut()) -> T {
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(REFRESH) => tick(),
        }
    }
}

/// The display: bars on a terminal, lines elsewhere, nothing when quiet.
pub(super) struct Display {
    bar: ProgressBar,
    style: Style,
    last_line: std::sync::Mutex<Instant>,
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
        Display { bar, style, last_line: std::sync::Mutex::new(Instant::now()) }
    }

    /// Starts a stage measured in bytes; without a total its end is not known.
    pub(super) fn stage_bytes(&self, total: Option<u64>) {
        let template = match total {
            Some(_) => "{prefix:>10} [{bar:30}] {bytes}/{total_bytes} {binary_bytes_per_sec} ETA {eta} {msg}",
            None => "{prefix:>10} {spinner} {bytes} {binary_bytes_per_sec} {msg}",
        };
        self.stage("loading", template, total);
    }

    /// Starts a stage measured in percent, or in nothing.
    pub(super) fn stage_steps(&self, name: &'static str) {
        self.stage(name, "{prefix:>10} {spinner} {elapsed} {msg}", None);
        self.bar.enable_steady_tick(Duration::from_millis(100));
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

    /// Shows the counters of a load.
    pub(super) fn loading(&self, counters: &Counters, total: Option<u64>) {
        let bytes = counters.raw_bytes.load(Ordering::Relaxed);
        let rows = counters.rows.load(Ordering::Relaxed);
        let rejected = counters.rejected.load(Ordering::Relaxed);
        let mut message = format!("{} rows", HumanCount(rows));
        if rejected > 0 {
            message.push_str(&format!(", {} rejected", HumanCount(rejected)));
        }
        self.bar.set_position(bytes);
        self.bar.set_message(message.clone());
        let of = total.map_or(String::new(), |total| format!(" of {}", HumanBytes(total)));
        self.line(|| format!("loading: {}{of}, {message}", HumanBytes(bytes)));
    }

    /// Shows how far a step has come, in the server's own words.
    pub(super) fn step(&self, message: &str) {
        self.bar.set_message(message.to_string());
        self.line(|| message.to_string());
    }

    fn line(&self, text: impl FnOnce() -> String) {
        if self.style != Style::Lines {
            return;
        }
        if let Ok(mut last) = self.last_line.lock()
            && last.elapsed() >= LINE_EVERY
        {
            *last = Instant::now();
            eprintln!("{}", text());
        }
    }

    /// Clears the bars, so that the summary stands alone.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
