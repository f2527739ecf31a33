//! Locks of others: they are waited for as long as it takes, and whoever waits says for whom.

use crate::support::{Case, Session, dump, read};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A command that is held up.
struct HeldUp {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
}

impl HeldUp {
    fn start(command: &mut Command) -> HeldUp {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        HeldUp { child, lines: Box::new(stderr.lines().map(Result::unwrap)) }
    }

    /// Reads on until a line has all these words.
    fn says(&mut self, words: &[&str]) {
        let found = self.lines.find(|line| words.iter().all(|word| line.contains(word)));
        assert!(found.is_some(), "ended without {words:?}: {:?}", self.child.wait());
    }

    fn ends_well(mut self) {
        let rest: Vec<String> = self.lines.collect();
        assert!(self.child.wait().unwrap().success(), "{rest:?}");
    }
}

/// A session that holds something, and its process on the server.
fn holder(case: &Case, what: &str) -> (Session, String) {
    let session = Session::open(&case.db);
    session.execute(&format!("begin; {what}"));
    let process = format!("process {} of role tierload", session.value("select pg_backend_pid()"));
    (session, process)
}

#[test]
fn who_waits_for_the_share_says_for_whom() {
    let case = Case::new();
    case.write("a.csv", dump(0..5));
    case.load(&["a.csv", "--source-type", "LucidLink"]);
    case.write("a.log", read("/top/dir 00/file_000001.dat", 1_790_000_000));
    let (session, process) =
        holder(&case, "select from tierload_default.share where share_name = 's' for no key update");
    let mut audit = HeldUp::start(&mut case.command(&["audit", "a.log", "--share", "s", "--quiet"]));
    audit.says(&["waiting to take the lock of the share", &process, "idle in transaction"]);
    session.execute("rollback");
    audit.ends_well();
}

/// ANALYZE of the parent, or autovacuum, holds such a lock.
#[test]
fn a_first_publish_outlasts_whoever_holds_file_state() {
    let case = Case::new();
    case.write("a.csv", dump(0..5));
    let (session, process) =
        holder(&case, "lock table tierload_default.file_state in share update exclusive mode");
    let mut scan = HeldUp::start(case.scan(&["a.csv", "--quiet"]).env("TIERLOAD_RETRY_FOR", "60s"));
    scan.says(&[&process, "is in the way"]);
    // Half a minute of short waits is over.
    scan.says(&["trying again"]);
    session.execute("rollback");
    scan.ends_well();
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 5);
    case.assert_sound();
}
