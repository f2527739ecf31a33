//! Homes of private servers, of which none outlives the test process.

use super::{is_root, succeed, tierload};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A temporary `TIERLOAD_HOME`. When it is dropped, or when this process ends in whatever way, the server is stopped
/// and the folder deleted.
pub(crate) struct ServerHome {
    janitor: Child,
    program: PathBuf,
    home: PathBuf,
    user: Option<(u32, u32)>,
    // Last, because fields are dropped in order.
    folder: TempDir,
}

impl ServerHome {
    /// A home that whoever runs the tests uses.
    pub(crate) fn new() -> ServerHome {
        ServerHome::make("home", None)
    }

    /// A home with this path below a temporary folder.
    pub(crate) fn below(path: &str) -> ServerHome {
        ServerHome::make(path, None)
    }

    /// A home for an ordinary user, who is `nobody` when the tests run as root.
    pub(crate) fn of_ordinary_user() -> ServerHome {
        let id = |flag| succeed(Command::new("id").args([flag, "nobody"])).parse().expect("id of nobody");
        ServerHome::make("home", is_root().then(|| (id("-u"), id("-g"))))
    }

    fn make(path: &str, user: Option<(u32, u32)>) -> ServerHome {
        let folder = tempfile::Builder::new().prefix("tierload-test-").tempdir_in(reachable_base()).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let home = folder.path().join(path);
        fs::create_dir_all(&home).unwrap();
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_tierload"));
        if let Some((uid, gid)) = user {
            chown(&home, Some(uid), Some(gid)).unwrap();
            // The build's folder may be closed to that user.
            let copy = folder.path().join("tierload");
            fs::copy(&program, &copy).unwrap();
            program = copy;
        }
        let janitor = janitor(&program, &home, folder.path(), user);
        ServerHome { janitor, program, home, user, folder }
    }

    /// `TIERLOAD_HOME`.
    pub(crate) fn path(&self) -> &Path {
        &self.home
    }

    /// A folder that is deleted with the home.
    pub(crate) fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// PostgreSQL's data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.join("pg/data")
    }

    /// `tierload db ARGS` on this home.
    pub(crate) fn db(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.env("TIERLOAD_HOME", &self.home).env_remove("DATABASE_URL").stdin(Stdio::null());
        become_user(&mut command, self.user);
        command.arg("db").args(args);
        command
    }

    /// Starts the server; returns its URL.
    pub(crate) fn start(&self) -> String {
        succeed(&mut self.db(&["url"]))
    }

    /// The number that PostgreSQL wrote into `postmaster.pid`.
    pub(crate) fn postmaster(&self) -> u32 {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).expect("no postmaster.pid");
        text.lines().next().unwrap().parse().unwrap()
    }

    /// The user that owns the data folder.
    pub(crate) fn owner(&self) -> (u32, u32) {
        let found = fs::metadata(self.data()).unwrap();
        (found.uid(), found.gid())
    }
}

impl Drop for ServerHome {
    fn drop(&mut self) {
        drop(self.janitor.stdin.take());
        let swept = self.janitor.wait();
        if !std::thread::panicking() {
            assert!(swept.unwrap().success(), "the server in {} could not be stopped", self.home.display());
        }
    }
}

/// A shell that waits for the end of its stdin, which is a pipe that only this process holds: so it wakes when the
/// pipe is closed, be it by a drop, at exit, or by kill -9. Its own process group keeps Ctrl-C away from it.
fn janitor(program: &Path, home: &Path, folder: &Path, user: Option<(u32, u32)>) -> Child {
    let script = "read -r _; [ ! -e \"$2/pg/made-by-tierload\" ] || \"$1\" db reset --yes || exit 1";
    let mut shell = Command::new("/bin/sh");
    // The folder is deleted here too, for the case that nobody is left to do it.
    shell.args([
        "-c",
        &format!("{script}; rm -rf \"$3\"/* 2>/dev/null; rmdir \"$3\" 2>/dev/null; true"),
        "sh",
    ]);
    shell.args([program, home, folder]).env("TIERLOAD_HOME", home).current_dir("/").process_group(0);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    become_user(&mut shell, user);
    shell.spawn().expect("cannot run /bin/sh")
}

fn become_user(command: &mut Command, user: Option<(u32, u32)>) {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid).env("HOME", "/nonexistent").current_dir("/");
    }
}

/// Cargo's folder for such things, or /var/tmp when the server's user cannot get there, as below /root, or others could change
/// the way.
fn reachable_base() -> PathBuf {
    let cargo = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let open = |folder: &Path| {
        fs::metadata(folder).is_ok_and(|found| found.mode() & 0o023 == 0o001 && found.uid() == 0)
    };
    if !is_root() || cargo.ancestors().all(open) { cargo } else { PathBuf::from("/var/tmp") }
}

/// Checks that the janitor does its work when nobody drops the home.
#[test]
fn a_server_ends_with_the_process_that_asked_for_it() {
    let outer = ServerHome::new();
    // This shell stands for a test process: it makes the same kind of janitor, starts a server and is killed.
    let inner = outer.scratch().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut janitor = janitor(&outer.program, &inner, &inner, None);
    succeed(tierload().args(["db", "start"]).env("TIERLOAD_HOME", &inner));
    assert!(inner.join("pg/data/postmaster.pid").exists());
    drop(janitor.stdin.take());
    assert!(janitor.wait().unwrap().success());
    assert!(!inner.exists());
}
