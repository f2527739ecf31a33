//! The commands that look into snapshots: `tierload du`, `diff` and `history`.

use crate::support::{Case, HEADER, fail, one_line, succeed};
use serde_json::{Value, json};

/// A scan of the files of one night, one record a line.
fn night(case: &Case, day: u32, records: &[&str], flags: &[&str]) {
    let input = format!("{day}.csv");
    case.write(&input, format!("{HEADER}{}\n", records.join("\n")));
    let started = format!("2024-05-{day:02}T00:00:00Z");
    case.load(&[&[&input, "--started", &started], flags].concat());
}

/// Three nights of a share whose root is `/mnt/s`.
fn share() -> Case {
    let case = Case::new();
    night(
        &case,
        1,
        &[
            "/mnt/s,top,1,5,5,5",
            "/mnt/s/a,same,10,5,5,5",
            "/mnt/s/a,gone,20,5,5,5",
            "/mnt/s/a/b,grows,100,5,5,5",
            "/mnt/s/a/b,read,7,5,5,5",
            "/mnt/s/ab,shrinks,1000,5,5,5",
        ],
        &["--root", "/mnt/s"],
    );
    night(
        &case,
        2,
        &[
            "/mnt/s,top,1,5,6,5",
            "/mnt/s/a,same,10,5,5,5",
            "/mnt/s/a/b,grows,150,5,5,5",
            "/mnt/s/a/b,read,7,9,5,5",
            "/mnt/s/ab,shrinks,900,5,5,5",
            "/mnt/s/new/\u{e9},file,30,5,5,5",
        ],
        &[],
    );
    night(&case, 3, &["/mnt/s,top,1,5,6,5", "/mnt/s/a,same,10,5,5,5", "/mnt/s/a,gone,20,5,5,5"], &[]);
    case
}

fn told(case: &Case, args: &[&str]) -> String {
    succeed(case.command(args).args(["--share", "s"]))
}

/// The objects that a command prints, the last one with the totals.
fn jsons_of(case: &Case, args: &[&str]) -> Vec<Value> {
    let told = told(case, &[args, &["--json"]].concat());
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn json_of(case: &Case, args: &[&str]) -> Value {
    jsons_of(case, args).pop().unwrap()
}

fn refused(case: &Case, args: &[&str]) -> String {
    one_line(&fail(case.command(args).args(["--share", "s"]), 2))
}

/// Path, files and bytes of each directory.
fn usage(case: &Case, args: &[&str]) -> Vec<String> {
    let told = json_of(case, &[&["du"], args].concat());
    let dirs = told["directories"].as_array().unwrap();
    let line = |dir: &Value| format!("{} {} {}", dir["path"].as_str().unwrap(), dir["files"], dir["bytes"]);
    dirs.iter().map(line).collect()
}

#[test]
fn directories_add_up_with_all_below_them_in_every_snapshot() {
    let case = share();
    assert_eq!(usage(&case, &[]), ["/ 3 31", "/a 2 30"]);
    assert_eq!(usage(&case, &["--as-of", "1"]), ["/ 6 1138", "/a 4 137", "/ab 1 1000"]);
    let second = ["/ 6 1098", "/a 3 167", "/ab 1 900", "/new 1 30"];
    assert_eq!(usage(&case, &["--as-of", "2"]), second);
    let deep = usage(&case, &["--as-of", "2", "--depth", "2"]);
    assert_eq!(deep, ["/ 6 1098", "/a 3 167", "/a/b 2 157", "/ab 1 900", "/new 1 30", "/new/\u{e9} 1 30"]);
    assert_eq!(usage(&case, &["/a", "--as-of", "1", "-d", "0"]), ["/a 4 137"]);
    // As the dumps have it, and the share's root.
    assert_eq!(usage(&case, &["/mnt/s/a/b/", "--as-of", "2"]), ["/a/b 2 157"]);
    assert_eq!(usage(&case, &["/mnt/s", "--as-of", "2", "-d0"]), ["/ 6 1098"]);
    let guid = case.db.value("select scan_guid from tierload_default.scan where snapshot_no = 2");
    assert_eq!(usage(&case, &["--as-of", &guid]), second);
    assert_eq!(told(&case, &["du", "/ab", "--as-of", "2"]), "900 B            1 files  /ab");
    let csv = told(&case, &["du", "/ab", "--as-of", "2", "--csv"]);
    assert_eq!(csv, "path,files,bytes,allocated_bytes\n/ab,1,900,0");
    for (args, expected) in [
        (&["du", "/nowhere"][..], "has no file in /nowhere, nor below it"),
        (&["du", "/a/b"], "snapshot 3 of share s has no file in /a/b"),
        (&["du", ""], "the path is empty"),
        (&["du", "--as-of", "9"], "no snapshot 9"),
        (&["du", "/a/../b"], "'.' or '..'"),
    ] {
        let told = refused(&case, args);
        assert!(told.contains(expected), "{told}");
    }
}

/// Sums of what a report and the tables say.
#[test]
fn the_whole_share_is_what_the_scan_came_to() {
    let case = Case::new();
    case.write("1.csv", crate::support::dump(0..5_000));
    case.load(&["1.csv"]);
    let all = json_of(&case, &["du", "--depth", "9"]);
    let dirs = all["directories"].as_array().unwrap();
    let of_tables = case.db.rows(
        "select d.dir_path, count(*), sum(size_bytes)
         from tierload_default.dir d join tierload_default.file_current f
             on d.dir_path = '/' or f.full_path like d.dir_path || '/%'
         group by 1 order by 1",
    );
    let line = |dir: &Value| format!("{}|{}|{}", dir["path"].as_str().unwrap(), dir["files"], dir["bytes"]);
    assert_eq!(dirs.iter().map(line).collect::<Vec<_>>(), of_tables);
}

#[test]
fn two_snapshots_differ_in_what_changed_between_them() {
    let case = share();
    let expected = "\
change,dir_path,name,old_bytes,new_bytes,old_mtime_unix,new_mtime_unix
changed,/,top,1,1,5,6
removed,/a,gone,20,,5,
grown,/a/b,grows,100,150,5,5
shrunk,/ab,shrinks,1000,900,5,5
new,/new/\u{e9},file,,30,,5";
    assert_eq!(told(&case, &["diff", "1", "2", "--csv"]), expected);
    let touched = told(&case, &["diff", "1", "2", "--csv", "--touched", "--under", "/mnt/s/a/b"]);
    assert!(touched.ends_with("grown,/a/b,grows,100,150,5,5\ntouched,/a/b,read,7,7,5,5"), "{touched}");
    // What was away in between is no difference, and what the second alone has neither.
    let ends = json_of(&case, &["diff", "1", "3"]);
    let words = |told: &Value| {
        ["new", "removed", "grown", "shrunk", "changed", "touched"].map(|word| told[word].as_u64().unwrap())
    };
    assert_eq!(words(&ends), [0, 3, 0, 0, 1, 0]);
    assert_eq!(ends["grown_bytes"], json!(-1107));
    let last = json_of(&case, &["diff", "2"]);
    assert_eq!((words(&last), &last["after"]), ([1, 4, 0, 0, 0, 0], &json!(3)));
    let none = told(&case, &["diff", "3", "3"]);
    assert_eq!(none, "snapshots 3 and 3: no differences; +0 bytes in all");
    let summary = told(&case, &["diff", "1", "2", "--summary", "--csv"]);
    assert!(
        summary.contains("\n/a/b,0,0,1,0,0,0,50\n") && summary.contains("\n/ab,0,0,0,1,0,0,-100"),
        "{summary}"
    );
    let people = told(&case, &["diff", "1", "2"]);
    assert!(people.contains("100 B -> 150 B  /a/b/grows\n"), "{people}");
    assert!(
        people.ends_with("1 new, 1 removed, 1 grown, 1 shrunk, 1 changed, 1 touched; -40 bytes in all"),
        "{people}"
    );
    assert!(refused(&case, &["diff", "2", "1"]).contains("name the earlier one first"));
}

/// The oracle: two snapshots as `file` has them, compared by the server.
#[test]
fn a_diff_is_what_two_snapshots_say() {
    let case = share();
    for (before, after) in [(1, 2), (1, 3), (2, 3)] {
        let differ = |column: &str| {
            case.db.rows(&format!(
                "select d.dir_path || ' ' || coalesce(o.name, n.name)
                 from (select * from tierload_default.snapshot({before})) o
                 full join (select * from tierload_default.snapshot({after})) n using (file_id)
                 join tierload_default.dir d on d.dir_id = coalesce(o.dir_id, n.dir_id)
                 where {column} order by 1"
            ))
        };
        let mut told = jsons_of(&case, &["diff", &before.to_string(), &after.to_string(), "--touched"]);
        assert_eq!(told.pop().unwrap()["after"], after);
        let mut found: Vec<String> = told
            .iter()
            .map(|file| format!("{} {}", file["dir_path"].as_str().unwrap(), file["name"].as_str().unwrap()))
            .collect();
        found.sort();
        let expected = differ(
            "(o.size_bytes, o.atime_unix, o.mtime_unix) is distinct from (n.size_bytes, n.atime_unix, n.mtime_unix)",
        );
        assert_eq!(found, expected, "{before} {after}");
    }
}

#[test]
fn all_that_is_known_of_a_file_is_told() {
    let case = share();
    case.write(
        "u.csv",
        "file_path,new_last_accessed\n/mnt/s/a/b/grows,1790000000\n/mnt/s/a/gone,1790000000\n",
    );
    succeed(&mut case.command(&["audit", "u.csv", "--share", "s", "-q"]));
    succeed(&mut case.command(&[
        "plan",
        "--share",
        "s",
        "--target",
        "s3://cold",
        "--older-than",
        "365d",
        "--under",
        "/a",
    ]));
    let grows = json_of(&case, &["history", "/a/b/grows"]);
    let versions = grows["versions"].as_array().unwrap();
    let seen = |version: &Value| {
        format!("{} {} {}", version["first_snapshot"], version["last_snapshot"], version["size_bytes"])
    };
    assert_eq!(versions.iter().map(seen).collect::<Vec<_>>(), ["1 1 100", "2 2 150"]);
    assert_eq!((&grows["audit_atime_unix"], grows["removed_utc"].is_string()), (&json!(1790000000), true));
    let same = json_of(&case, &["history", "/mnt/s/a/same"]);
    assert_eq!(same["versions"].as_array().unwrap().iter().map(seen).collect::<Vec<_>>(), ["1 3 10"]);
    assert_eq!(same["tier_objects"][0]["state"], "PLANNED");
    let gone = json_of(&case, &["history", "a/gone"]);
    assert_eq!(
        gone["versions"].as_array().unwrap().iter().map(seen).collect::<Vec<_>>(),
        ["1 1 20", "3 3 20"]
    );
    let text = told(&case, &["history", "/a/same"]);
    assert!(
        text.contains("snapshots 1 to 3, walks of 2024-05-01T00:00:00Z to 2024-05-03T00:00:00Z: 10 B"),
        "{text}"
    );
    assert!(text.contains("PLANNED, s3://cold/"), "{text}");
    let csv = told(&case, &["history", "/top", "--csv"]);
    assert_eq!(csv.lines().count(), 3, "{csv}");
    for (path, expected) in [("/a/never", "never knew a file /a/never"), ("/a/", "the name is empty")] {
        let told = refused(&case, &["history", path]);
        assert!(told.contains(expected), "{told}");
    }
}

/// A role to which the tenant is granted is told the same.
#[test]
fn a_reader_is_told_the_same() {
    let case = share();
    let role = format!("{}_reader", case.db.name());
    case.db.execute(&format!("drop role if exists {role}; create role {role} login"));
    succeed(&mut case.command(&["tenant", "grant", "default", &role]));
    for args in [&["du"][..], &["diff", "1", "2"], &["history", "/a/same"]] {
        let mut command = case.command(args);
        command.args(["--share", "s"]).env("DATABASE_URL", case.db.url_of(&role));
        assert_eq!(succeed(&mut command), told(&case, args), "{args:?}");
    }
    case.db.execute(&format!("drop owned by {role}; drop role {role}"));
}
