//! Which PostgreSQL to run.

use crate::error::{Error, ErrorKind, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest PostgreSQL that tierload works with: security_invoker views came with 15.
const OLDEST_MAJOR: u32 = 15;
/// What the server needs. Client programs may be missing.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The programs of one PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
    /// As in "15.14".
    pub(super) version: String,
}

impl Binaries {
    /// The installation for a data folder of version `data_major`; without one that of `PGBIN`, else the newest.
    pub(super) fn find(data_major: Option<u32>, data: &Path) -> Result<Binaries> {
        if let Some(asked) = asked_for()?
            && data_major.is_none_or(|major| major == asked.major)
        {
            return choose(vec![asked], data_major, data);
        }
        choose(usual_folders().iter().filter_map(|folder| Binaries::at(folder)).collect(), data_major, data)
    }

    /// The path of one program.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// psql of this installation, else whichever is in `PATH`: server packages may lack it.
    pub(super) fn psql(&self) -> PathBuf {
        let own = self.program("psql");
        if own.is_file() { own } else { PathBuf::from("psql") }
    }

    fn at(folder: &Path) -> Option<Binaries> {
        let folder = folder.canonicalize().ok()?;
        if !NEEDED.iter().all(|name| folder.join(name).is_file()) {
            return None;
        }
        let version = version_of(&first_line(folder.join("postgres").as_os_str(), "--version")?)?;
        let digits = version.chars().take_while(char::is_ascii_digit);
        Some(Binaries { major: digits.collect::<String>().parse().ok()?, version, folder })
    }
}

/// What `PGBIN` names.
fn asked_for() -> Result<Option<Binaries>> {
    let Some(folder) = env::var_os("PGBIN").filter(|value| !value.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    let binaries = Binaries::at(&folder).ok_or_else(|| {
        Error::usage(format!(
            "PGBIN is {}, where there are no working {}",
            folder.display(),
            NEEDED.join(", ")
        ))
    })?;
    Ok(Some(binaries))
}

fn choose(mut found: Vec<Binaries>, data_major: Option<u32>, data: &Path) -> Result<Binaries> {
    // Stable, so that of two installations of one version the first found is taken.
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    let seen: Vec<_> =
        found.iter().map(|one| format!("{} in {}", one.version, one.folder.display())).collect();
    let seen = if seen.is_empty() { "none found".to_string() } else { format!("found {}", seen.join(", ")) };
    if let Some(major) = data_major {
        return found.into_iter().find(|binaries| binaries.major == major).ok_or_else(|| {
            Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} was made by PostgreSQL {major}, and its programs are not here ({seen}); install \
                 PostgreSQL {major}, or set PGBIN to the folder of its programs",
                    data.display()
                ),
            )
        });
    }
    found.into_iter().find(|binaries| binaries.major >= OLDEST_MAJOR).ok_or_else(|| {
        Error::new(ErrorKind::PrivateServer, format!(
            "no PostgreSQL server, version {OLDEST_MAJOR} or newer ({seen}): install it ({}), set PGBIN to the \
             folder that holds initdb, or name your own server with --database-url",
            install_command()
        ))
    })
}

fn install_command() -> &'static str {
    if cfg!(target_os = "macos") {
        return "brew install postgresql@18";
    }
    let has = |program: &str| Path::new("/usr/bin").join(program).exists();
    if has("dnf") {
        "dnf install postgresql-server"
    } else if has("apk") {
        "apk add postgresql"
    } else if has("pacman") {
        "pacman -S postgresql"
    } else {
        "apt-get install postgresql"
    }
}

/// Every folder in which distributions, PGDG, Homebrew and people put PostgreSQL's programs.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    folders.extend(first_line("pg_config".as_ref(), "--bindir").map(PathBuf::from));
    for folder in env::split_paths(&env::var_os("PATH").unwrap_or_default()) {
        // The entry may be a link into a folder that holds the rest.
        if let Ok(initdb) = folder.join("initdb").canonicalize() {
            folders.extend(initdb.parent().map(Path::to_path_buf));
        }
    }
    let versioned = [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/usr/local", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql@"),
    ];
    for (parent, prefix) in versioned {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                folders.push(entry.path().join("bin"));
            }
        }
    }
    folders.extend(["/usr/local/pgsql/bin", "/usr/libexec/postgresql"].map(PathBuf::from));
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| folder.canonicalize().is_ok_and(|real| seen.insert(real)));
    folders
}

fn first_line(program: &std::ffi::OsStr, arg: &str) -> Option<String> {
    let output = Command::new(program).arg(arg).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.lines().next().unwrap_or_default().to_string())
}

/// "15.14" of "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
fn version_of(line: &str) -> Option<String> {
    let after = line.split(") ").nth(1)?;
    after.split_whitespace().next().map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(version: &str) -> Binaries {
        let major = version.split('.').next().unwrap().parse().unwrap();
        Binaries { folder: PathBuf::from("/pg").join(version), major, version: version.into() }
    }

    #[test]
    fn reads_versions() {
        let debian = "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)";
        assert_eq!(version_of(debian).as_deref(), Some("15.14"));
        assert_eq!(version_of("postgres (PostgreSQL) 18beta1").as_deref(), Some("18beta1"));
        assert_eq!(version_of("something else"), None);
    }

    #[test]
    fn takes_the_newest_unless_the_data_say_otherwise() {
        let found = || ["15.14", "18.4", "9.6"].map(installation).to_vec();
        let data = Path::new("/data");
        assert_eq!(choose(found(), None, data).unwrap().major, 18);
        assert_eq!(choose(found(), Some(15), data).unwrap().major, 15);
        let error = choose(found(), Some(16), data).unwrap_err().to_string();
        assert!(error.contains("made by PostgreSQL 16") && error.contains("found 18.4"), "{error}");
        let error = choose(vec![installation("14.2")], None, data).unwrap_err().to_string();
        assert!(error.contains("found 14.2"), "{error}");
    }
}
