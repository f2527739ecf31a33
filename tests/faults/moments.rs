//! Killed at random moments. Several databases, each of which is killed a number of times until its run has come to an
//! end; `FAULT_SEED` repeats the moments, as far as the machine lets it.

use super::audit_points::{audit_logs, filled, write_logs};
use super::kill::Clean;
use crate::support::{Case, HEADER, succeed};
use std::env;
use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

/// Rows of the long load, in some 50 chunks.
const ROWS: u64 = 100_000;
const CHUNK: &str = "170KiB";

/// Kills in all, of a scan and of an audit each.
const KILLS: usize = 50;

/// Kills of one database, after which it is left in peace: the end of a load is to be hit as well.
const KILLS_EACH: usize = 13;

/// Events of a node in the long audit.
const EVENTS: u32 = 800;

/// Writes the input of a long load.
pub(crate) fn write_big_dump(case: &Case, rows: u64) {
    let mut text = HEADER.to_owned();
    for n in 0..rows {
        let size = n.wrapping_mul(2_654_435_761) % 50_000_000;
        let _ = writeln!(
            text,
            "/projects/seq_{:03}/shot_{:05},plate_{n:07}.exr,{size},1700000000,1600000000,1500000000",
            n / 14 % 300,
            n / 14
        );
    }
    case.write("big.csv", text);
}

/// `tierload scan` of it.
pub(crate) fn big_scan(case: &Case) -> Command {
    case.scan(&["big.csv", "--started", "2024-05-01T00:00:00Z", "--chunk-bytes", CHUNK, "--quiet"])
}

/// Kills runs at random moments until there were enough, then compares each database with a clean one.
fn check(seed: u64, new: impl Fn() -> Case, command: impl Fn(&Case) -> Command) {
    println!("FAULT_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let clean = new();
    let started = Instant::now();
    succeed(&mut command(&clean));
    let whole = started.elapsed();
    let expected = Clean::of(&clean);
    let (mut kills, mut databases) = (0, 0);
    while kills < KILLS {
        let killed = new();
        databases += 1;
        for _ in 0..KILLS_EACH.min(KILLS - kills) {
            let child = command(&killed).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            // Rather early than late: a database that is done serves no more.
            sleep(whole.mul_f64(random.f64().powi(3)));
            if !kill(child) {
                break;
            }
            kills += 1;
        }
        succeed(&mut command(&killed));
        expected.assert_same(&killed);
    }
    println!("{kills} kills in {databases} databases, of a run of {whole:.1?}, in {:.0?}", started.elapsed());
}

/// False when it was done before.
fn kill(mut child: Child) -> bool {
    // A child that has ended and was not waited for can be killed without an error.
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || output.status.signal() == Some(9), "{}: {told}", output.status);
    !output.status.success()
}

fn seed() -> u64 {
    let given = env::var("FAULT_SEED").ok();
    given.map_or_else(
        || fastrand::u64(..),
        |text| text.parse().unwrap_or_else(|_| panic!("FAULT_SEED={text}")),
    )
}

#[test]
fn of_a_long_load() {
    let new = || {
        let case = Case::new();
        write_big_dump(&case, ROWS);
        case
    };
    check(seed(), new, big_scan);
}

#[test]
fn of_a_long_audit() {
    let new = || {
        let case = filled();
        write_logs(&case, EVENTS);
        case
    };
    check(seed(), new, audit_logs);
}
