//! tierload beside the schema plan's own SQL, on one private server, in turns, on the same generated files.
//!
//!     cargo bench --bench end_to_end                        2,000,000 rows
//!     BENCH_ROWS=500000 BENCH_ROUNDS=3 cargo bench --bench end_to_end
//!     TIERLOAD_BEFORE=../before/target/release/tierload BENCH_PLAN=no cargo bench --bench end_to_end
//!     BENCH_MEMORY_ROWS=8000000 cargo bench --bench end_to_end   also loads so many rows, to see memory stay level
//!
//! TIERLOAD names another binary than this build's, TIERLOAD_BEFORE a second one to compare it with, which loads in turns
//! with it. BENCH_PLAN=no leaves the plan's SQL out. Prints the wall time of every run, the stages as `-v` tells them,
//! the ratios of the medians, and the peak memory of the processes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark may fail loudly")]

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tierload::synthetic::{Notation, Tree};

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/plan");
const NOW: i64 = 1_760_000_000;

fn main() {
    let rows = number("BENCH_ROWS", 2_000_000);
    let rounds = number("BENCH_ROUNDS", 1).max(1);
    let memory_rows = number("BENCH_MEMORY_ROWS", 0);
    let work = tempfile::Builder::new().prefix("tierload-bench.").tempdir_in("/var/tmp").unwrap();
    let mut loaders = loaders();
    let server = Server::start(loaders[0].binary.clone(), work.path());
    println!("{rows} rows, {rounds} round(s); {}", server.value("postgres", "select version()"));
    for setting in
        ["shared_buffers", "max_wal_size", "wal_level", "fsync", "synchronous_commit", "full_page_writes"]
    {
        println!("  {setting} = {}", server.value("postgres", &format!("show {setting}")));
    }
    let scans = [0, 1].map(|night| work.path().join(format!("night{night}.csv")));
    for (night, scan) in scans.iter().enumerate() {
        write_scan(scan, rows, night as u64);
        println!("  night {night}: {} bytes", scan.metadata().unwrap().len());
    }
    let mut plan = (std::env::var("BENCH_PLAN").as_deref() != Ok("no")).then(Times::default);
    let mut copy = Vec::new();
    for round in 1..=rounds {
        println!("\nround {round}");
        server.fresh("plan");
        server.psql("plan", "schema.sql", None);
        copy.push(report("bare \\copy, unlogged, no index", || {
            server.sql("plan", "create unlogged table bare (like raw_csv)");
            server.copy("plan", "bare", &scans[0]);
        }));
        server.sql("plan", "drop table bare");
        for loader in &loaders {
            server.fresh(&loader.database);
            loader.run(&server, &["migrate"]);
        }
        for (load, scan) in scans.iter().enumerate() {
            if let Some(times) = &mut plan {
                let (what, file) = [("first load", "load.sql"), ("rescan", "rescan.sql")][load];
                let took = report(&format!("plan, {what}"), || server.psql("plan", file, Some(scan)));
                times.loads[load].push(took);
            }
            for loader in &mut loaders {
                loader.load(&server, load, scan);
            }
            // Whoever comes second finds a warmer cache and a busier disk: they take turns.
            loaders.reverse();
        }
        for loader in &loaders {
            loader.run(&server, &["verify"]);
        }
        loaders.reverse();
    }
    loaders.sort_by_key(|loader| loader.label != THIS);
    print_ratios(&loaders, plan.as_ref(), median(&copy));
    if memory_rows > 0 {
        let many = work.path().join("many.csv");
        write_scan(&many, memory_rows, 0);
        for mut loader in loaders {
            server.fresh(&loader.database);
            loader.run(&server, &["migrate"]);
            loader.peak_kb = 0;
            println!("\n{memory_rows} rows");
            loader.load(&server, 0, &many);
            println!("peak memory of {}: {} MB", loader.label, loader.peak_kb / 1024);
        }
    }
}

fn print_ratios(loaders: &[Loader], plan: Option<&Times>, copy: Duration) {
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    let Some((this, others)) = loaders.split_first() else { return };
    println!();
    for (load, what) in ["first load", "rescan"].into_iter().enumerate() {
        let took = median(&this.times.loads[load]);
        if let Some(plan) = plan {
            println!("{what}: plan / {THIS} = {:.1}", ratio(median(&plan.loads[load]), took));
        }
        for other in others {
            let before = median(&other.times.loads[load]);
            println!("{what}: {} / {THIS} = {:.2}", other.label, ratio(before, took));
        }
        println!("{what}: {THIS} / bare copy = {:.2}", ratio(took, copy));
    }
    for loader in loaders {
        println!("peak memory of {}: {} MB", loader.label, loader.peak_kb / 1024);
    }
}

fn write_scan(path: &Path, rows: u64, night: u64) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    Tree::new(7, rows, NOW).write_scan(&mut out, night, Notation::Unc).unwrap();
}

/// Wall times of first loads and of rescans.
#[derive(Default)]
struct Times {
    loads: [Vec<Duration>; 2],
}

const THIS: &str = "tierload";

/// A binary, and what it took.
struct Loader {
    label: &'static str,
    binary: PathBuf,
    database: String,
    times: Times,
    peak_kb: u64,
}

/// This build, or TIERLOAD, and TIERLOAD_BEFORE if it is set.
fn loaders() -> Vec<Loader> {
    let this = std::env::var("TIERLOAD").unwrap_or(env!("CARGO_BIN_EXE_tierload").into());
    let named = [(THIS, Some(this)), ("before", std::env::var("TIERLOAD_BEFORE").ok())];
    let loader = |(label, binary): (&'static str, Option<String>)| {
        let binary = PathBuf::from(binary.filter(|binary| !binary.is_empty())?);
        let database = format!("bench_{label}");
        Some(Loader { label, binary, database, times: Times::default(), peak_kb: 0 })
    };
    named.into_iter().filter_map(loader).collect()
}

impl Loader {
    fn run(&self, server: &Server, arguments: &[&str]) {
        let status = Command::new(&self.binary)
            .args(arguments)
            .env("DATABASE_URL", server.url(&self.database))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{} {arguments:?}", self.label);
    }

    /// Loads a scan, and looks every 10 ms for the peak of the process's memory.
    fn load(&mut self, server: &Server, load: usize, scan: &Path) {
        let what = format!("{}, {}", self.label, ["first load", "rescan"][load]);
        let mut child = Command::new(&self.binary);
        child.args(["scan", "--share", "projects", "--root", Notation::UNC_ROOT, "-v"]).arg(scan);
        child.env("DATABASE_URL", server.url(&self.database));
        let mut peak_kb = self.peak_kb;
        let took = report(&what, || {
            let mut child = child.spawn().unwrap();
            let status_file = format!("/proc/{}/status", child.id());
            let status = loop {
                if let Some(status) = child.try_wait().unwrap() {
                    break status;
                }
                let status = std::fs::read_to_string(&status_file).unwrap_or_default();
                let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
                peak_kb = peak_kb.max(kb.unwrap_or(0));
                std::thread::sleep(Duration::from_millis(10));
            };
            assert!(status.success(), "{what}");
        });
        self.peak_kb = peak_kb;
        self.times.loads[load].push(took);
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("not a number"))
}

fn report(what: &str, run: impl FnOnce()) -> Duration {
    let started = Instant::now();
    run();
    let took = started.elapsed();
    println!("  {what:<32} {:>8.2} s", took.as_secs_f64());
    took
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// A private server of the benchmark's own; it is deleted at the end.
struct Server {
    binary: PathBuf,
    home: PathBuf,
    url: String,
}

impl Server {
    fn start(binary: PathBuf, work: &Path) -> Server {
        // The server's user has to pass through the folder that only its maker may read.
        std::fs::set_permissions(work, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let home = work.join("home");
        let output = Command::new(&binary)
            .args(["db", "url"])
            .env("TIERLOAD_HOME", &home)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "cannot start the server");
        let url = String::from_utf8(output.stdout).unwrap().trim().to_string();
        Server { binary, home, url }
    }

    fn url(&self, database: &str) -> String {
        let query = self.url.find('?').unwrap();
        format!("postgresql:///{database}{}", &self.url[query..])
    }

    fn client(&self, database: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url(database)]);
        command
    }

    fn sql(&self, database: &str, text: &str) {
        assert!(self.client(database).args(["-c", text]).status().unwrap().success(), "{text}");
    }

    fn value(&self, database: &str, text: &str) -> String {
        let output = self.client(database).args(["-A", "-t", "-c", text]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_string()
    }

    /// An empty database, and no work left over from the run before.
    fn fresh(&self, database: &str) {
        self.sql("postgres", &format!("drop database if exists {database} with (force)"));
        self.sql("postgres", &format!("create database {database}"));
        self.sql("postgres", "checkpoint");
    }

    fn psql(&self, database: &str, file: &str, input: Option<&Path>) {
        let mut command = self.client(database);
        command.args(["-f", &format!("{PLAN}/{file}")]).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(input) = input {
            command.stdin(File::open(input).unwrap());
        }
        assert!(command.status().unwrap().success(), "{file}");
    }

    fn copy(&self, database: &str, table: &str, input: &Path) {
        let text = format!("\\copy {table} from pstdin csv header");
        let mut command = self.client(database);
        command.args(["-c", &text]).stdin(File::open(input).unwrap());
        assert!(command.status().unwrap().success(), "{text}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new(&self.binary)
            .args(["db", "reset", "--yes"])
            .env("TIERLOAD_HOME", &self.home)
            .status();
    }
}
