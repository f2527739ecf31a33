//! What a plan takes, and which flags it refuses because they would take something else.

use super::FILES;
use crate::support::{World, fail, numbers, succeed};

#[test]
fn an_age_says_its_unit() {
    let world = World::new();
    world.scan(FILES);
    for (age, told) in [("365", "365d"), ("12m", "12mo"), ("86400s", "12mo"), ("30min", "12mo")] {
        let message = fail(&mut world.plan_command(&["--older-than", age]), 2);
        assert!(message.contains("--older-than") && message.contains(told), "{message}");
    }
    for age in ["12mo", "1y", "52w", "365d"] {
        let told = succeed(&mut world.plan_command(&["--dry-run", "--older-than", age]));
        assert!(told.starts_with("5 files, "), "{age}: {told}");
    }
    // 2001-09-09, when all but one were used last, lies on either side.
    let now = jiff::Timestamp::now().as_second();
    let days = (now - 1_000_000_000) / 86_400;
    for (age, files) in [(days - 1, "5 files, "), (days + 2, "0 files, ")] {
        let told = succeed(&mut world.plan_command(&["--dry-run", "--older-than", &format!("{age}d")]));
        let since = jiff::Timestamp::from_second(now - age * 86_400).unwrap().to_string();
        assert!(told.starts_with(files) && told.contains(&format!("not used since {since:.10}")), "{told}");
    }
}

#[test]
fn folders_that_the_share_does_not_have_are_refused() {
    let world = World::new();
    world.scan_rows(
        "/srv/fs/a,1,10,1000000000,1000000000\n/srv/fs/a/b,2,10,1000000000,1000000000\n/srv/fs/c,3,10,1000000000,1000000000\n\
         /srv/fs/srv/fs/c,4,10,1000000000,1000000000\n/srv/fs,5,10,1000000000,1000000000\n",
        &["--root", "/srv/fs"],
    );
    for (flag, folder) in [("--not-under", "/legal"), ("--under", "/legal"), ("--not-under", "/srv/fs/legal")]
    {
        let message = fail(&mut world.plan_command(&["--older-than", "1y", flag, folder]), 2);
        assert!(message.contains(&format!("{flag} {folder}: the share has no such folder")), "{message}");
        assert!(message.contains("/srv/fs"), "{message}");
    }
    for flag in ["--under", "--not-under"] {
        let message = fail(&mut world.plan_command(&["--older-than", "1y", flag, ""]), 2);
        assert!(message.contains(&format!("{flag} is empty")), "{message}");
    }
    for folder in [".", "./", "//", "/./"] {
        let message = fail(&mut world.plan_command(&["--older-than", "1y", "--under", folder]), 2);
        assert!(message.contains(&format!("--under {folder} names no folder")), "{message}");
    }
    for (flags, files) in [
        (["--under", "/a"], 2),
        (["--under", "/srv/fs/a/b/"], 1),
        (["--not-under", "/srv/fs/a"], 3),
        (["--under", "/srv"], 1),
        (["--under", "/srv/fs/srv"], 1),
        (["--under", "/"], 5),
    ] {
        let plan = world.plan(&[&["--dry-run"], &flags[..]].concat());
        assert_eq!(numbers(&plan, ["files"]), [files], "{flags:?}");
    }
    // Either the folder `/c`, or `/srv/fs/c` below the root.
    let message = fail(&mut world.plan_command(&["--older-than", "1y", "--not-under", "/srv/fs/c"]), 2);
    assert!(message.contains("may be /srv/fs/c or /c"), "{message}");
    assert_eq!(world.objects(), "");
}

#[test]
fn a_target_is_a_uri_or_an_absolute_path() {
    let world = World::new();
    world.scan(FILES);
    let plan = |target: &str| {
        let mut command = world.db.tierload();
        command.args(["plan", "--share", "fs", "--older-than", "1y", "--dry-run", "--target", target]);
        command
    };
    for (target, wrong) in [
        ("s3//bucket", "is neither a URI"),
        ("bucket", "is neither a URI"),
        ("", "is neither a URI"),
        ("s3://", "names no host, bucket or container"),
        ("s3:///b", "names no host, bucket or container"),
        ("s3://b u/x", "has ' ' in its host"),
        ("s3://b/x ", "begins or ends with a space"),
        ("s3://b/\u{7}x", "has a control character"),
        ("//typo/x", "begins with two slashes"),
        ("https://h/c?sv=1", "has a '?'"),
        (r"\\server", "names no server and share"),
    ] {
        let told = fail(&mut plan(target), 2);
        assert!(told.contains("--target ") && told.contains(wrong), "{told}");
    }
    for target in [
        r"\\server\share\x",
        "s3://b/x",
        "azblob://c/x",
        "gs://b",
        "file:///cold",
        "https://h/x",
        "/mnt/cold",
    ] {
        assert!(succeed(&mut plan(target)).contains(&format!("would be planned for {target}\n")));
    }
}

#[test]
fn a_file_of_unknown_access_time_is_not_cold_unless_a_flag_says_so() {
    let world = World::new();
    world.scan_rows(
        "/a,known,10,1000000000,1000000000\n/a,unknown,20,,1000000000\n/a,new,30,,1779000000\n",
        &[],
    );
    let told = succeed(&mut world.plan_command(&["--older-than", "1000d", "--dry-run"]));
    assert!(told.starts_with("1 files, ") && told.contains("1 files are left out"), "{told}");
    assert!(told.contains("--unknown-atime mtime"), "{told}");
    let plan = world.plan(&[]);
    assert_eq!(numbers(&plan, ["files", "bytes", "unknown_atime"]), [1, 10, 1]);
    assert_eq!(world.objects(), "/a/known PLANNED 0");
    let plan = world.plan(&["--unknown-atime", "mtime"]);
    assert_eq!(numbers(&plan, ["files", "bytes", "unknown_atime"]), [1, 20, 0]);
    assert!(
        fail(&mut world.plan_command(&["--older-than", "1y", "--unknown-atime", "guess"]), 2)
            .contains("guess")
    );
}

#[test]
fn a_share_without_files_has_nothing_to_plan() {
    let world = World::new();
    let dump = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,x,ten,1,1,1\n";
    std::fs::write(world.path("bad.csv"), dump).unwrap();
    let mut scan = world.db.tierload();
    scan.arg("scan").arg(world.path("bad.csv")).args(["--share", "fs", "-q", "--rejects", "/dev/null"]);
    fail(&mut scan, 3);
    for flags in [&["--older-than", "1y"][..], &["--older-than", "1y", "--dry-run"]] {
        let told = succeed(&mut world.plan_command(flags));
        assert!(told.contains("share fs has no files yet, so nothing is planned"), "{told}");
    }
    assert!(world.plan(&[])["never_loaded"].as_bool().unwrap());
}

#[test]
fn sums_beyond_64_bits_are_told_as_they_are() {
    let world = World::new();
    let size = 9_000_000_000_000_000_000_u64;
    let row = |dir: &str, name: &str| format!("{dir},{name}.mov,{size},1000000000,1000000000\n");
    world.scan_rows(&(row("/a", "1") + &row("/a", "2") + &row("/b", "3")), &[]);
    let report = succeed(world.db.tierload().args(["report", "--share", "fs"]));
    assert!(report.contains("3 files, 23.42 EiB in 2 directories"), "{report}");
    assert!(succeed(world.db.tierload().arg("status")).contains("3 files"));
    for flags in [&["--dry-run"][..], &[]] {
        let plan = world.plan(flags);
        assert_eq!((&plan["files"], &plan["bytes"]), (&3.into(), &"27000000000000000000".into()));
        assert_eq!(plan["directories"][0]["bytes"], 2 * size);
    }
    assert_eq!(
        world.db.value(
            "select string_agg(detail->>'bytes', ' ') from tierload_default.audit_log where action = 'plan'"
        ),
        "27000000000000000000"
    );
    // A rescan adds the same numbers up once more.
    world.scan_rows(&(row("/a", "1") + &row("/c", "4") + &row("/c", "5")), &[]);
    assert_eq!(numbers(&world.plan(&[]), ["files", "withdrawn"]), [2, 2]);
    assert!(succeed(world.db.tierload().arg("verify")).contains("nothing found"));
}

#[test]
fn a_size_that_no_file_has_is_refused() {
    let world = World::new();
    world.scan(FILES);
    for size in ["8EiB", "99999999EiB"] {
        let told = fail(&mut world.plan_command(&["--older-than", "1y", "--min-size", size]), 2);
        assert!(told.contains("--min-size") && told.contains("more than any file has"), "{told}");
    }
    let largest = i64::MAX.to_string();
    let told = succeed(&mut world.plan_command(&["--older-than", "1y", "--dry-run", "--min-size", &largest]));
    assert!(told.starts_with("0 files"), "{told}");
}
