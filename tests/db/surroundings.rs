//! Users, folders and environments that PostgreSQL does not like.

use crate::support::{ServerHome, fail, is_root, succeed, value};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

#[test]
fn an_ordinary_user_has_a_server_of_its_own() {
    let home = ServerHome::of_ordinary_user();
    let url = home.start();
    let answer = succeed(&mut home.db(&["psql", "-Atc", "select current_user"]));
    assert_eq!(answer, "tierload");
    assert_ne!(home.owner().0, 0);
    assert_eq!(fs::metadata(home.path().join("pg")).unwrap().mode() & 0o777, 0o700);
    assert_eq!(home.start(), url);
}

#[test]
fn roots_server_runs_as_someone_else_and_lets_nobody_in() {
    let home = ServerHome::new();
    home.start();
    assert_ne!(home.owner().0, 0);
    for folder in ["data", "run", "log"] {
        let mode = fs::metadata(home.path().join("pg").join(folder)).unwrap().mode();
        assert_eq!(mode & 0o077, 0, "{folder} is open to others");
    }
}

#[test]
fn a_home_that_the_servers_user_cannot_reach_is_named() {
    let home = ServerHome::below("closed/home");
    let closed = home.scratch().join("closed");
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    if !is_root() {
        // The server runs as oneself, to whom it is open.
        home.start();
        return;
    }
    let error = fail(&mut home.db(&["start"]), 4);
    assert!(error.contains(&format!("{} is closed to user", closed.display())), "{error}");
    assert!(error.contains("TIERLOAD_HOME"), "{error}");
}

#[test]
fn a_long_path_is_no_obstacle() {
    let home = ServerHome::below(&format!("{}/a 'quoted' \"folder\" \\ ü", "long".repeat(30)));
    let url = home.start();
    assert_eq!(value(&url, "select 1"), "1");
    assert_eq!(succeed(&mut home.db(&["psql", "-Atc", "select 1"])), "1");
    let host = url.split(['=', '&']).nth(1).unwrap().to_string();
    assert!(host.len() < 90, "{host}");
    succeed(&mut home.db(&["reset", "--yes"]));
    assert!(!fs::exists(host).unwrap());
}

#[test]
fn odd_characters_in_the_path() {
    let home = ServerHome::below("a 'b' \"c\" \\ ü,%&");
    assert_eq!(value(&home.start(), "select 1"), "1");
}

#[test]
fn neither_the_callers_folder_nor_environment_matters() {
    let home = ServerHome::new();
    let closed = home.scratch().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    let mut start = home.db(&["url"]);
    start.current_dir(&closed).env("LANG", "C").env("LC_ALL", "C").env("TZ", "Asia/Tokyo");
    start.env("PGPORT", "1").env("PGHOST", "nowhere").env("PGUSER", "nobody").env("PGDATA", "/nowhere");
    let url = succeed(&mut start);
    assert_eq!(value(&url, "select current_setting('server_encoding')"), "UTF8");
    assert_eq!(value(&url, "select current_setting('TimeZone')"), "UTC");
    let mut psql = home.db(&["psql", "-Atc", "select upper('ä')"]);
    assert_eq!(succeed(psql.env("PGPORT", "1").env("PGHOST", "nowhere")), "Ä");
}

#[test]
fn a_wrong_pgbin_is_refused_by_name() {
    let home = ServerHome::new();
    let error = fail(home.db(&["start"]).env("PGBIN", "/no/such/folder"), 2);
    assert!(error.contains("PGBIN is /no/such/folder"), "{error}");
}

#[test]
fn a_home_that_cannot_be_written_is_a_failure_of_the_database() {
    let home = ServerHome::of_ordinary_user();
    fs::set_permissions(home.path(), Permissions::from_mode(0o500)).unwrap();
    let error = fail(&mut home.db(&["start"]), 4);
    let folder = home.path().join("pg");
    assert!(error.contains(&format!("cannot make the folder {}: ", folder.display())), "{error}");
}

#[test]
fn a_way_to_roots_home_that_others_could_change_is_refused() {
    let home = ServerHome::below("way/home");
    let way = home.scratch().join("way");
    let change_to = |mode: u32, owner: u32| {
        chown(&way, Some(owner), Some(owner)).unwrap();
        fs::set_permissions(&way, Permissions::from_mode(mode)).unwrap();
    };
    if !is_root() {
        // One's own files alone are at risk.
        fs::set_permissions(&way, Permissions::from_mode(0o777)).unwrap();
        home.start();
        return;
    }
    for (mode, owner, words) in [
        (0o755, 65_534, "belongs to user 65534"),
        (0o777, 0, "can be written by everybody"),
        (0o757, 0, "can be written by everybody"),
    ] {
        change_to(mode, owner);
        for command in ["start", "url", "status", "stop"] {
            let error = fail(&mut home.db(&[command]), 4);
            assert!(error.contains(&format!("{} {words}", way.display())), "{command}: {error}");
        }
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
    // Of a sticky folder nobody can take away what is not theirs.
    change_to(0o1777, 0);
    home.start();
}

#[test]
fn the_server_has_nothing_of_the_callers_environment() {
    let home = ServerHome::new();
    succeed(
        home.db(&["url"])
            .env("SECRET_TOKEN", "s3cret")
            .env("PGOPTIONS", "-c work_mem=1GB")
            .env("LC_MESSAGES", "x"),
    );
    let environment = fs::read(format!("/proc/{}/environ", home.postmaster())).unwrap();
    let environment = String::from_utf8_lossy(&environment);
    let names: Vec<&str> = environment.split('\0').filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
    for name in ["SECRET_TOKEN", "PGOPTIONS", "LC_MESSAGES", "TIERLOAD_HOME", "HOME"] {
        assert!(!names.contains(&name), "{names:?}");
    }
    assert!(names.contains(&"PATH"), "{names:?}");
}
