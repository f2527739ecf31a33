//! The tables after later scans of a share: new, changed, unchanged, removed and returned files.

use crate::support::{Case, HEADER, Session, assert_same_tables, dump, numbers, succeed};

/// What a scan did to its share.
const CHANGES: [&str; 5] = ["files_new", "files_changed", "files_unchanged", "files_removed", "dirs_new"];

/// What scans decide of files that are present, and of those that were removed. The scans are 1, 2, 3 and have times of
/// publication of their own.
const KNOWN: &str = "select c.name, c.size_bytes, c.first_seen_scan_id, c.last_seen_scan_id,
        (select n.scan_id from tierload_default.scan n where n.finished_utc = c.last_scan_utc),
        case when exists (select from tierload_default.file_current p where p.file_current_id = c.file_current_id)
            then 'present' end,
        (select 'removed' from tierload_default.file_removed r where r.file_current_id = c.file_current_id)
    from tierload_default.file_known c order by 1";

fn scan(case: &Case, day: u32, rows: &[&str]) -> serde_json::Value {
    let input = case.write(&format!("day{day}.csv"), format!("{HEADER}{}\n", rows.join("\n")));
    case.load(&[input.to_str().unwrap(), "--started", &format!("2024-05-{day:02}T00:00:00Z")])
}

#[test]
fn each_file_shows_when_it_was_seen() {
    let case = Case::new();
    let [same, changed, gone, back] =
        ["same", "changed", "gone", "back"].map(|name| format!("/a,{name},1,5,5,5"));
    let first = scan(&case, 1, &[&same, &changed, &gone, &back]);
    assert_eq!(numbers(&first, CHANGES), [4, 0, 0, 0, 1]);
    let second = scan(&case, 2, &[&same, "/a,changed,2,5,6,5", "/b,new,1,5,5,5"]);
    assert_eq!(numbers(&second, CHANGES), [1, 1, 1, 2, 1]);
    assert_eq!(
        case.db.rows(KNOWN),
        [
            "back|1|1|1|1|-|removed",
            "changed|2|1|2|2|present|-",
            "gone|1|1|1|1|-|removed",
            "new|1|2|2|2|present|-",
            "same|1|1|2|2|present|-",
        ]
    );
    let third = scan(&case, 3, &[&same, "/a,changed,2,5,6,5", "/b,new,1,5,5,5", &back]);
    assert_eq!(numbers(&third, CHANGES), [0, 1, 3, 0, 0]);
    assert_eq!(
        case.db.rows(KNOWN),
        [
            "back|1|1|3|3|present|-",
            "changed|2|1|3|3|present|-",
            "gone|1|1|1|1|-|removed",
            "new|1|2|3|3|present|-",
            "same|1|1|3|3|present|-",
        ]
    );
    // Every scan keeps its own rows.
    assert_eq!(
        case.db.rows("select scan_id, count(*) from tierload_default.file group by 1 order by 1"),
        ["1|4", "2|3", "3|4"]
    );
}

#[test]
fn a_folder_with_the_same_digest_is_not_looked_at_unless_rows_are_missing() {
    let case = Case::new();
    let (same, other) = (["/a,x,1,5,5,5", "/a,y,1,5,5,5"], "/b,z,1,5,5,5");
    scan(&case, 1, &[&same[..], &[other]].concat());
    // Whoever damages a version must not have a scan repeat it as if the file had changed.
    case.db.execute("update tierload_default.file_state set size_bytes = 7 where name = 'x'");
    let second = scan(&case, 2, &same);
    assert_eq!(numbers(&second, CHANGES), [0, 0, 2, 1, 0]);
    assert_eq!(case.db.value("select count(*) from tierload_default.file_history"), "0");
    // A row that is lost shows in the numbers: then all rows are looked at.
    case.db.execute("delete from tierload_default.file_state where name = 'x'");
    let third = scan(&case, 3, &[&same[..], &["/c,w,1,5,5,5"]].concat());
    assert_eq!(numbers(&third, CHANGES), [2, 0, 1, 0, 1]);
    assert_eq!(case.db.rows("select name from tierload_default.file_current order by 1"), ["w", "x", "y"]);
    succeed(&mut case.command(&["verify", "--as-of", "3", "--share", "s"]));
}

#[test]
fn every_column_that_changes_counts_as_a_change() {
    const COLUMNS: [(&str, &str, &str); 11] = [
        ("size_bytes", "1", "9"),
        ("atime_unix", "2", "9"),
        ("mtime_unix", "3", "9"),
        ("ctime_unix", "4", "9"),
        ("frn", "5", "9"),
        ("allocated_bytes", "512", "1024"),
        ("device", "6", "9"),
        ("nlink", "1", "2"),
        ("owner", "uid:1", "uid:2"),
        ("group", "gid:1", "uid:1"),
        ("file_hash", "h", "g"),
    ];
    const FACTS: &str =
        "size_bytes, atime_unix, mtime_unix, ctime_unix, frn, allocated_bytes, device, nlink, owner_name,
        group_name, file_hash";
    let case = Case::new();
    let before = COLUMNS.map(|(_, before, _)| before);
    // What a scan knows of other files, and not of this one, it saw to be unknown.
    let unknown = COLUMNS.map(|(name, before, _)| if name == "size_bytes" { before } else { "" });
    let mut files = vec![("as before".to_owned(), before), ("unknown".to_owned(), unknown)];
    for (at, (name, _, after)) in COLUMNS.iter().enumerate() {
        let mut facts = before;
        facts[at] = after;
        files.push(((*name).to_owned(), facts));
    }
    let header = format!("dir_path,name,{}\n", COLUMNS.map(|(name, ..)| name).join(","));
    let all_before: String =
        files.iter().map(|(name, _)| format!("/a,{name},{}\n", before.join(","))).collect();
    let all_after: String =
        files.iter().map(|(name, facts)| format!("/a,{name},{}\n", facts.join(","))).collect();
    for (day, rows) in [(1, all_before), (2, all_after)] {
        let input = case.write(&format!("{day}.csv"), format!("{header}{rows}"));
        let summary =
            case.load(&[input.to_str().unwrap(), "--started", &format!("2024-05-0{day}T00:00:00Z")]);
        let expected = if day == 1 { [13, 0, 0, 0, 1] } else { [0, 12, 1, 0, 0] };
        assert_eq!(numbers(&summary, CHANGES), expected);
    }
    // The scan from which a file is as it is.
    let mut expected: Vec<String> = files
        .iter()
        .map(|(name, facts)| {
            let facts = facts.map(|fact| if fact.is_empty() { "-" } else { fact });
            format!("{name}|{}|{}", facts.join("|"), if name == "as before" { 1 } else { 2 })
        })
        .collect();
    expected.sort();
    assert_eq!(
        case.db.rows(&format!(
            "select f.name, {FACTS}, c.scan_id
             from tierload_default.file_current f join tierload_default.scan c on c.finished_utc = f.updated_utc order by 1"
        )),
        expected
    );
    // The first scan is as it was.
    assert_eq!(
        case.db.rows(&format!("select distinct {FACTS} from tierload_default.file where scan_id = 1")),
        [before.join("|")]
    );
}

#[test]
fn a_hash_of_other_content_goes() {
    let case = Case::new();
    let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,file_hash\n";
    let first = case.write("1.csv", format!("{header}/a,grown,1,2,3,4,h\n/a,same,1,2,3,4,h\n"));
    case.load(&[first.to_str().unwrap(), "--started", "2024-05-01T00:00:00Z"]);
    let second = case.write("2.csv", format!("{HEADER}/a,grown,2,2,3,4\n/a,same,1,2,3,4\n"));
    case.load(&[second.to_str().unwrap(), "--started", "2024-05-02T00:00:00Z"]);
    assert_eq!(
        case.db.rows("select name, file_hash from tierload_default.file_current order by 1"),
        ["grown|-", "same|h"]
    );
    assert_eq!(
        case.db.rows("select scan_id, name, file_hash from tierload_default.file order by 1, 2"),
        ["1|grown|h", "1|same|h", "2|grown|-", "2|same|-"]
    );
    // A scan that knows hashes and has none of this file says so, though its folder adds up to the digest of the night before.
    let third =
        case.write("3.csv", format!("{header}/a,grown,2,2,3,4,\n/a,same,1,2,3,4,\n/b,other,1,2,3,4,i\n"));
    case.load(&[third.to_str().unwrap(), "--started", "2024-05-03T00:00:00Z"]);
    assert_eq!(
        case.db.rows("select name, file_hash from tierload_default.file where scan_id = 3 order by 1"),
        ["grown|-", "other|i", "same|-"]
    );
    succeed(&mut case.command(&["verify", "--as-of", "all"]));
}

#[test]
fn unchanged_rows_are_not_written() {
    let case = Case::new();
    let first = case.write("1.csv", dump(0..1000));
    case.load(&[first.to_str().unwrap(), "--started", "2024-05-01T00:00:00Z"]);
    // A row keeps its address and its writer exactly when nobody writes it.
    case.db.execute(
        "create table before as select file_id, ctid as place, xmin as writer from tierload_default.file_state",
    );
    let written =
        "select n_tup_ins, n_tup_upd, n_tup_del from pg_stat_user_tables where relname = 'file_state_s1'";
    // A session counts when it ends, and is listed until it has counted.
    let counted = "select not exists (select from pg_stat_activity
        where datname = current_database() and application_name = 'tierload')";
    case.wait_for(counted);
    let before = case.db.value(&format!("select n_tup_ins from ({written}) w"));
    let before: i64 = before.parse().unwrap();
    // 0 to 9 are gone, 1000 to 1019 are new, 500 to 504 have grown.
    let mut second = dump(10..1020);
    for n in 500..505 {
        second = second.replace(&format!("file_{n:06}.dat,{},", n * 7), &format!("file_{n:06}.dat,1,"));
    }
    let second = case.write("2.csv", second);
    let summary = case.load(&[second.to_str().unwrap(), "--started", "2024-05-02T00:00:00Z"]);
    assert_eq!(numbers(&summary, CHANGES), [20, 5, 985, 10, 0]);
    case.wait_for(counted);
    assert_eq!(case.db.rows(written), [format!("{}|15|0", before + 20)]);
    assert_eq!(
        case.count(
            "select count(*) from tierload_default.file_state f join before b using (file_id)
             where f.ctid = b.place and f.xmin = b.writer"
        ),
        985
    );
    // And yet each of them was seen by the second scan.
    assert_eq!(
        case.count("select count(*) from tierload_default.file_current where last_seen_scan_id = 2"),
        1010
    );
}

#[test]
fn a_scan_of_the_same_tree_changes_nothing() {
    let case = Case::new();
    let first = case.write("1.csv", dump(0..50));
    case.load(&[first.to_str().unwrap(), "--started", "2024-05-01T00:00:00Z"]);
    // The same content is the same scan, unless it is given another identity.
    let again = ["--scan-id", "00000000-0000-4000-8000-000000000002", "--started", "2024-05-02T00:00:00Z"];
    let summary = case.load(&[&[first.to_str().unwrap()], &again[..]].concat());
    assert_eq!(numbers(&summary, CHANGES), [0, 0, 50, 0, 0]);
    assert_eq!(case.count("select count(*) from tierload_default.file"), 100);
}

#[test]
fn an_audited_file_keeps_what_the_log_said() {
    let case = Case::new();
    scan(&case, 1, &["/a,read,1,100,5,5", "/a,stale,1,100,5,5"]);
    // As an audit batch leaves them: two accesses before the next walk, and three files that no scan has seen yet.
    case.db.execute(
        "update tierload_default.file_state set audit_atime_unix = 500, audit_told_utc = '2024-05-01 12:00Z';
         insert into tierload_default.file_state (dir_id, name, audit_atime_unix, tenant_id, share_id, audit_told_utc, created_utc)
         select dir_id, v.name, 600, tenant_id, share_id, v.at, v.at
         from tierload_default.file_state, (values ('old', timestamptz '2024-05-01 12:00Z'), ('young', '2024-05-02 12:00Z'),
            ('found', '2024-05-01 12:00Z')) v (name, at)
         where file_state.name = 'read'",
    );
    scan(&case, 2, &["/a,read,1,499,5,5", "/a,stale,1,501,5,5", "/a,found,7,6,6,6"]);
    let known = "select name, atime_unix, last_accessed_source, first_seen_scan_id, last_seen_scan_id";
    assert_eq!(
        case.db.rows(&format!("{known} from tierload_default.file_current order by 1")),
        [
            "found|600|lucidlink_audit|2|2",
            "read|500|lucidlink_audit|1|2",
            "stale|501|initial_scan|1|2",
            // Written after the walk began: the scan says nothing of it.
            "young|600|lucidlink_audit|-|-",
        ]
    );
    // The scan would have seen it: it is gone.
    assert_eq!(
        case.db.rows(&format!("{known} from tierload_default.file_removed")),
        ["old|600|lucidlink_audit|-|-"]
    );
    // What the scans themselves saw is not mixed with it.
    assert_eq!(
        case.db.rows("select scan_id, name, atime_unix from tierload_default.file order by 1, 2"),
        ["1|read|100", "1|stale|100", "2|found|6", "2|read|499", "2|stale|501"]
    );
}

#[test]
fn in_many_chunks_and_connections_a_rescan_ends_the_same() {
    let (whole, cut) = (Case::new(), Case::new());
    for (case, jobs) in [(&whole, "1"), (&cut, "8")] {
        for (day, files) in [(1, 0..600), (2, 100..700)] {
            let input = case.write(&format!("{day}.csv"), dump(files));
            let started = format!("2024-05-0{day}T00:00:00Z");
            let args =
                [input.to_str().unwrap(), "--started", &started, "--jobs", jobs, "--chunk-bytes", "2000"];
            case.load(&args);
        }
    }
    assert_same_tables(&cut.db, &whole.db);
}

#[test]
fn a_publish_waits_for_who_is_at_work_on_a_tier_object() {
    let case = Case::new();
    scan(&case, 1, &["/a,x,1,1,1,1"]);
    case.db.execute(
        "insert into tierload_default.tier_object_state
             (tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc)
         select tenant_id, share_id, file_id, 'STUBBED', 's3://x', size_bytes, '2024-05-01', '2024-05-01' from tierload_default.file_state",
    );
    let held = Session::open(&case.db);
    held.execute("begin; select from tierload_default.tier_object_state for update");
    case.write("2.csv", format!("{HEADER}/a,x,2,1,1,1\n"));
    let child = case.scan(&["2.csv", "--started", "2024-05-02T00:00:00Z", "--quiet"]).spawn().unwrap();
    case.wait_for(
        "select exists (select from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock' and query like '%tier_object%')",
    );
    // Longer than a strong lock is waited for.
    std::thread::sleep(std::time::Duration::from_millis(500));
    held.execute("rollback");
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(case.db.value("select size_bytes from tierload_default.file_current"), "2");
}
