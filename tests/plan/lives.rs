//! An object belongs to one life of a file: what stands at its path later is the file, its stub, or another file.

use crate::support::{Session, TIME, World, numbers, read, succeed};
use std::fs;
use std::process::Command;

/// The file as it is planned: size, times of access, change and making, inode.
const PLANNED: &str = "10,1000000000,1000000000,1000000000,7";

/// What a mover says of the stub that it left.
const SMALL: &str = "stub_size_bytes = 0, stub_mtime_unix = 1600000000, stub_frn = 9";

/// Type of the share, what the mover says, what the next scan sees, and whether that is another file.
const CASES: &[(&str, &str, &str, bool)] = &[
    // A reparse point looks as the file did.
    ("NTFS", "", PLANNED, false),
    ("NTFS", "", "10,1700000000,1000000000,1000000000,7", false),
    ("NTFS", "", "10,1000000000,1000000000,1000000000,", false),
    ("NTFS", "", "10,1000000000,1000000000,1500000000,7", true),
    ("NTFS", "", "10,1000000000,1000000000,1000000000,8", true),
    ("NTFS", "", "11,1000000000,1000000000,1000000000,7", true),
    ("NTFS", "", "10,1000000000,1500000000,1000000000,7", true),
    ("NTFS", SMALL, "0,1600000000,1600000000,1000000000,9", false),
    ("NTFS", SMALL, "0,1600000000,1600000000,1000000000,7", true),
    ("NTFS", SMALL, "0,1600000000,1600000001,1000000000,9", true),
    // The file is back, or the stub was not made yet.
    ("NTFS", SMALL, PLANNED, false),
    ("SMB", "", "10,1000000000,1000000000,1000000000,8", false),
    ("SMB", "", "10,1000000000,1000000000,1500000000,7", true),
    // Neither is of the file: the time of making is that of the inode's last change, and each mount counts inodes itself.
    ("LucidLink", "", "10,1000000000,1000000000,1500000000,8", false),
    ("LucidLink", "", "11,1000000000,1000000000,1000000000,7", true),
    ("LucidLink", SMALL, "0,1600000000,1600000000,1600000000,12", false),
    ("LucidLink", SMALL, "1,1600000000,1600000000,1600000000,9", true),
    ("LucidLink", SMALL, PLANNED, false),
    ("POSIX", "", "10,1000000000,1000000000,1500000000,7", false),
    ("POSIX", "", "10,1000000000,1000000000,1000000000,8", true),
    ("POSIX", SMALL, "0,1600000000,1600000000,1600000000,9", false),
    ("POSIX", SMALL, "0,1600000000,1600000000,1600000000,7", true),
];

impl World {
    fn scan_facts(&self, source_type: &str, files: &[(String, &str)]) {
        let rows: String = files.iter().map(|(name, facts)| format!("/a,{name},{facts}\n")).collect();
        let path = self.path("facts.csv");
        fs::write(&path, format!("dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n{rows}"))
            .unwrap();
        let mut command = self.db.tierload();
        command.arg("scan").arg(path).args(["--share", "fs", "-q", "--source-type", source_type]);
        succeed(command.args(["--scan-id", &uuid::Uuid::new_v4().to_string()]));
    }

    fn act(&self, change: &str, name: &str) {
        self.db.execute(&format!(
            "update tierload_default.tier_object_state o set {change} from tierload_default.file_state f
             where f.file_id = o.file_current_id and f.name = '{name}'"
        ));
    }
}

#[test]
fn another_file_at_the_path_of_a_stub_ends_its_object() {
    for source_type in ["NTFS", "SMB", "LucidLink", "POSIX"] {
        let world = World::new();
        let cases: Vec<_> = CASES.iter().filter(|case| case.0 == source_type).collect();
        let name = |n: usize| format!("f{n:02}");
        let planned: Vec<_> = (0..cases.len() + 2).map(|n| (name(n), PLANNED)).collect();
        world.scan_facts(source_type, &planned);
        world.plan(&[]);
        for (n, (_, stub, ..)) in cases.iter().enumerate() {
            world.act("state = 'STUBBED', stubbed_utc = '2024-05-02'", &name(n));
            if !stub.is_empty() {
                world.act(stub, &name(n));
            }
        }
        // A walk that began before the stub was made says nothing of it, and a file that is gone may come back.
        let (early, gone) = (cases.len(), cases.len() + 1);
        world.act("state = 'STUBBED', stubbed_utc = '2999-01-01'", &name(early));
        world.act("state = 'STUBBED', stubbed_utc = '2024-05-02'", &name(gone));
        let mut seen: Vec<_> = cases.iter().enumerate().map(|(n, case)| (name(n), case.2)).collect();
        seen.push((name(early), "99,1000000000,1000000000,1000000000,7"));
        world.scan_facts(source_type, &seen);
        let ended =
            |(n, case): (usize, &&(&str, &str, &str, bool))| case.3.then(|| format!("/a/{}", name(n)));
        let expected: Vec<String> = cases.iter().enumerate().filter_map(ended).collect();
        let deleted = "select full_path from tierload_default.tier_object
            where state = 'DELETED' and acted_utc = deleted_utc order by 1";
        assert_eq!(world.db.rows(deleted), expected, "{source_type}");
        let told = "select tier_objects_replaced || ' ' || tier_objects_gone from tierload_default.scan order by scan_id desc limit 1";
        assert_eq!(world.db.value(told), format!("{} 1", expected.len()), "{source_type}");
        succeed(world.db.tierload().arg("verify"));
    }
}

#[test]
fn the_new_file_has_an_object_of_its_own() {
    let world = World::new();
    world.scan_facts("NTFS", &[("x".into(), PLANNED)]);
    world.plan(&[]);
    world.act("state = 'STUBBED', stubbed_utc = '2024-05-02', planned_utc = '2024-05-01'", "x");
    world.scan_facts("NTFS", &[("x".into(), "20,1000000000,1000000000,1000000000,8")]);
    assert_eq!(numbers(&world.plan(&[]), ["files", "bytes"]), [1, 20]);
    world.db.execute("update tierload_default.tier_object_state set planned_utc = '2024-05-01'");
    world.write("7", "a.log", &read("/a/x", TIME));
    assert_eq!(numbers(&world.audit(), ["tier_objects_warmed"]), [1]);
    assert_eq!(world.objects(), "/a/x DELETED 0,/a/x PLANNED 1");
    // Another plan before the mover came: the file was replaced once more, and nothing was moved.
    world.db.execute("update tierload_default.file_state set audit_atime_unix = null");
    world.scan_facts("NTFS", &[("x".into(), "20,1000000000,1000000000,1000000000,9")]);
    assert_eq!(numbers(&world.plan(&[]), ["withdrawn", "files"]), [1, 1]);
    assert_eq!(world.objects(), "/a/x DELETED 0,/a/x PLANNED 0");
}

#[test]
fn an_object_says_who_planned_it_and_when_its_file_was_seen() {
    let world = World::new();
    world.scan_facts("NTFS", &[("x".into(), PLANNED)]);
    world.plan(&["--min-size", "1"]);
    let columns = "select tier_id > 0, share_name, full_path, target_uri, state, planned_utc = p.at, acted_utc is null,
            last_seen_utc = (select last_scan_utc from tierload_default.share), last_accessed_utc is null, access_count,
            file_current_id = (select file_current_id from tierload_default.file_current)
        from tierload_default.tier_object
        cross join (select max(planned_utc) as at from tierload_default.tier_plan) p";
    assert_eq!(world.db.rows(columns), ["t|fs|/a/x|s3://cold/x/a/x|PLANNED|t|t|t|t|0|t"]);
    let by = world.db.value("select planned_by from tierload_default.tier_object");
    assert!(by.contains(": tierload plan --share fs --target s3://cold/x/ --older-than 2y"), "{by}");
    let (role, user) = (world.db.value("select session_user"), whoami_of_the_system());
    assert!(by.starts_with(&format!("{role} ({user}@")), "{by}");
    assert!(!by.contains("unknown") && !by.contains("postgres://") && !by.contains("database-url"), "{by}");
}

/// The user as the system's own program names it.
fn whoami_of_the_system() -> String {
    String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn what_a_scan_does_not_know_ends_nothing() {
    let world = World::new();
    world.scan_facts("POSIX", &[("x".into(), PLANNED), ("y".into(), PLANNED)]);
    world.plan(&[]);
    world.act(&format!("state = 'STUBBED', stubbed_utc = '2024-05-02', {SMALL}"), "x");
    // A dump without inodes: that of x is still the one that it had before the stub, and y is another file.
    world.scan_rows("/a,x,0,1600000000,1600000000\n/a,y,20,1000000000,1000000000\n", &[]);
    assert_eq!(world.objects(), "/a/x STUBBED 0,/a/y PLANNED 0");
    assert_eq!(numbers(&world.plan(&[]), ["withdrawn", "files", "bytes"]), [1, 1, 20]);
    world.act("state = 'STUBBED', stubbed_utc = '2024-05-02'", "y");
    // The inode that y has was not known when it was planned.
    let stub = ("x".into(), "0,1600000000,1600000000,1600000000,9");
    world.scan_facts("POSIX", &[stub, ("y".into(), "20,1000000000,1000000000,1000000000,8")]);
    assert_eq!(world.objects(), "/a/x STUBBED 0,/a/y STUBBED 0");
}

#[test]
fn a_state_says_since_when() {
    let world = World::new();
    world.scan_facts("POSIX", &[("x".into(), PLANNED)]);
    world.plan(&[]);
    let session = Session::open(&world.db);
    for state in ["STUBBED", "REHYDRATED", "DELETED"] {
        let refused =
            session.attempt(&format!("update tierload_default.tier_object_state set state = '{state}'"));
        assert_eq!(refused.unwrap_err(), "23514", "{state}");
    }
}
