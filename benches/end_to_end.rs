//! tierload beside the schema plan's own SQL, on one private server, in turns, on the same generated files.
//!
//!     cargo bench --bench end_to_end                        2,000,000 rows
//!     BENCH_ROWS=500000 BENCH_ROUNDS=3 cargo bench --bench end_to_end
//!     BENCH_MEMORY_ROWS=8000000 cargo bench --bench end_to_end   also loads so many rows, to see memory stay level
//!
//! Prints the wall time of every run and the ratios of their medians.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark may fail loudly")]

mod generate;

use generate::{Later, write_scan};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TIERLOAD: &str = env!("CARGO_BIN_EXE_tierload");
const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/plan");

fn main() {
    let rows = number("BENCH_ROWS", 2_000_000);
    let rounds = number("BENCH_ROUNDS", 1);
    let memory_rows = number("BENCH_MEMORY_ROWS", 0);
    let work = tempfile::Builder::new().prefix("tierload-bench.").tempdir_in("/var/tmp").unwrap();
    let server = Server::start(work.path());
    println!("{rows} rows, {rounds} round(s); {}", server.value("postgres", "select version()"));
    for setting in
        ["shared_buffers", "max_wal_size", "wal_level", "fsync", "synchronous_commit", "full_page_writes"]
    {
        println!("  {setting} = {}", server.value("postgres", &format!("show {setting}")));
    }
    let (first, second) = (work.path().join("first.csv"), work.path().join("second.csv"));
    write_scan(&first, rows, None);
    write_scan(&second, rows, Some(Later));
    println!("  first.csv: {} bytes, second.csv: {} bytes\n", size(&first), size(&second));

    let mut times: [Vec<Duration>; 5] = Default::default();
    let mut peak = 0;
    for round in 1..=rounds {
        println!("round {round}");
        server.fresh("plan");
        server.psql("plan", "schema.sql", None);
        times[0].push(report("bare \\copy, unlogged, no index", || {
            server.sql("plan", "create unlogged table bare (like raw_csv)");
            server.copy("plan", "bare", &first);
        }));
        server.sql("plan", "drop table bare");
        times[1].push(report("plan, first load", || server.psql("plan", "load.sql", Some(&first))));
        server.fresh("tierload_bench");
        server.tierload("tierload_bench", &["migrate"]);
        times[2].push(report("tierload, first load", || {
            peak = peak.max(server.scan("tierload_bench", &first));
        }));
        times[3].push(report("plan, rescan", || server.psql("plan", "rescan.sql", Some(&second))));
        times[4].push(report("tierload, rescan", || {
            peak = peak.max(server.scan("tierload_bench", &second));
        }));
        server.tierload("tierload_bench", &["verify"]);
    }
    let [copy, plan_first, first_load, plan_rescan, rescan] = times.map(|mut times| median(&mut times));
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!("\nfirst load: plan / tierload = {:.1}", ratio(plan_first, first_load));
    println!("rescan:     plan / tierload = {:.1}", ratio(plan_rescan, rescan));
    println!("first load: tierload / bare copy = {:.2}", ratio(first_load, copy));
    println!("peak memory of the tierload process: {} MB", peak / 1024);
    if memory_rows > 0 {
        let many = work.path().join("many.csv");
        write_scan(&many, memory_rows, None);
        server.fresh("tierload_bench");
        server.tierload("tierload_bench", &["migrate"]);
        let mut peak = 0;
        report(&format!("tierload, first load of {memory_rows} rows"), || {
            peak = server.scan("tierload_bench", &many);
        });
        println!("peak memory of the tierload process: {} MB", peak / 1024);
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("not a number"))
}

fn size(path: &Path) -> u64 {
    path.metadata().unwrap().len()
}

fn report(what: &str, run: impl FnOnce()) -> Duration {
    let started = Instant::now();
    run();
    let took = started.elapsed();
    println!("  {what:<32} {:>8.2} s", took.as_secs_f64());
    took
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A private server of the benchmark's own; it is deleted at the end.
struct Server {
    home: PathBuf,
    url: String,
}

impl Server {
    fn start(work: &Path) -> Server {
        // The server's user has to pass through the folder that only its maker may read.
        std::fs::set_permissions(work, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let home = work.join("home");
        let output = Command::new(TIERLOAD)
            .args(["db", "url"])
            .env("TIERLOAD_HOME", &home)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "cannot start the server");
        let url = String::from_utf8(output.stdout).unwrap().trim().to_string();
        Server { home, url }
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

    fn tierload(&self, database: &str, arguments: &[&str]) {
        let status = Command::new(TIERLOAD)
            .args(arguments)
            .env("DATABASE_URL", self.url(database))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "tierload {arguments:?}");
    }

    /// Loads a scan; returns the peak of the process's memory in KiB, seen every 10 ms.
    fn scan(&self, database: &str, input: &Path) -> u64 {
        let mut child = Command::new(TIERLOAD)
            .args(["scan", "--share", "projects", "--root", r"\\nas01\projects", "-v"])
            .arg(input)
            .env("DATABASE_URL", self.url(database))
            .spawn()
            .unwrap();
        let status_file = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "tierload scan");
                return peak;
            }
            let status = std::fs::read_to_string(&status_file).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(kib.unwrap_or(0));
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ =
            Command::new(TIERLOAD).args(["db", "reset", "--yes"]).env("TIERLOAD_HOME", &self.home).status();
    }
}
