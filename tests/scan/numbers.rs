//! Sizes, times and ids at their limits; several rows for one file.

use crate::support::{Case, HEADER, assert_same_tables, dump, numbers, succeed};

#[test]
fn times_sizes_and_ids_at_their_limits() {
    let case = Case::new();
    let text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n",
        "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn",
        "/a,before 1970,0,-315360000,-1,-62135596800,0",
        "/a,after 2106,9223372036854775807,15032385535,4294967296,253402300799,9223372036854775807",
        "/a,unknown,1,0,,0,",
        "/a,large frn,1,1,1,1,18446744073709551615",
        "/a,fraction,1,1700000000.75,-1.5,1.0000000000,9223372036854775808",
    );
    case.write("a.csv", text);
    case.load(&["a.csv", "--max-rejects", "0"]);
    assert_eq!(
        case.db.rows(
            "select name, size_bytes, atime_unix, mtime_unix, ctime_unix, frn from tierload_default.file order by 1"
        ),
        [
            "after 2106|9223372036854775807|15032385535|4294967296|253402300799|9223372036854775807",
            "before 1970|0|-315360000|-1|-62135596800|0",
            "fraction|1|1700000000|-2|1|-9223372036854775808",
            "large frn|1|1|1|1|-1",
            "unknown|1|-|-|-|-",
        ]
    );
    // Sums of sizes must not overflow where people add them up.
    assert_eq!(
        case.db.value("select sum(size_bytes) from tierload_default.file_current"),
        "9223372036854775810"
    );
}

#[test]
fn numbers_beyond_their_limits_are_rejected() {
    let case = Case::new();
    case.write(
        "a.csv",
        format!(
            "{}\n{}\n{}\n{}\n{}\n",
            "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn",
            "/a,good,1,1,1,1,1",
            "/a,size,9223372036854775808,1,1,1,1",
            "/a,time,1,9223372036854775808,1,1,1",
            "/a,frn,1,1,1,1,18446744073709551616",
        ),
    );
    let summary = case.load(&["a.csv", "--max-rejects", "3"]);
    assert_eq!(numbers(&summary, ["loaded", "rejected"]), [1, 3]);
}

#[test]
fn times_that_the_server_cannot_show_are_rejected() {
    // 4713 BC to 294276, as to_timestamp has it.
    let (first, last) = (-210_866_803_200i64, 9_224_318_015_999i64);
    let (before, after, max) = (first - 1, last + 1, i64::MAX);
    let case = Case::new();
    case.write(
        "a.csv",
        format!(
            "{HEADER}/a,good,1,{first},{last},{last}\n/a,before,1,{before},1,1\n/a,after,1,1,{after},1\n\
             /a,max,1,1,1,{max}\n/a,min,1,-{max},1,1\n"
        ),
    );
    let summary = case.load(&["a.csv", "--max-rejects", "4", "--rejects", "bad.csv"]);
    assert_eq!(numbers(&summary, ["loaded", "rejected"]), [1, 4]);
    let told = std::fs::read_to_string(case.folder().join("bad.csv")).unwrap();
    assert!(
        told.contains(&format!("the last access lies outside of 4713 BC to 294276 AD: \"\"{before}\"\"")),
        "{told}"
    );
    let shown = "select to_timestamp(atime_unix), to_timestamp(mtime_unix) from tierload_default.file";
    assert!(case.db.value(&format!("select count(*) from ({shown}) t")) == "1");
    assert!(case.db.rows(shown)[0].contains("BC"));
}

#[test]
fn of_several_rows_for_one_file_the_newest_wins() {
    let case = Case::new();
    // In `twin` all else is equal: the larger one, whatever the order.
    case.write(
        "a.csv",
        format!(
            "{HEADER}/a,x,1,1,10,1\n/a,x,2,1,30,1\n/a,x,3,1,20,1\n/a,x,4,1,,1\n/a,twin,5,1,1,1\n/a,twin,6,1,1,1\n\
             /a/,only,7,1,1,1\n/a,only,7,1,1,1\n"
        ),
    );
    let summary = case.load(&["a.csv"]);
    assert_eq!(numbers(&summary, ["rows_read", "loaded", "duplicates", "files_new"]), [8, 3, 5, 3]);
    let expected = ["only|7|1", "twin|6|1", "x|2|30"];
    for table in ["file", "file_current"] {
        let query = format!("select name, size_bytes, mtime_unix from tierload_default.{table} order by 1");
        assert_eq!(case.db.rows(&query), expected, "{table}");
    }
}

/// Each file of `files` three times, far apart; the row in the middle is the newest.
fn repetitive(files: std::ops::Range<u32>) -> String {
    let text = dump(files);
    let rows = text.strip_prefix(HEADER).unwrap();
    let newer = rows.replace(",16", ",17");
    format!("{HEADER}{rows}{newer}{rows}")
}

#[test]
fn duplicates_across_chunks_connections_and_inputs_end_the_same() {
    let (whole, cut) = (Case::new(), Case::new());
    for (day, files) in [(1, 0..300), (2, 50..350)] {
        let name = format!("{day}.csv");
        let started = format!("2024-05-0{day}T00:00:00Z");
        for (case, jobs) in [(&whole, "1"), (&cut, "8")] {
            case.write(&name, repetitive(files.clone()));
            let flags = [&name, "--started", &started, "--chunk-bytes", "1500", "--jobs", jobs];
            let summary = case.load(&flags);
            assert_eq!(numbers(&summary, ["loaded", "duplicates"]), [300, 600]);
        }
    }
    assert_same_tables(&cut.db, &whole.db);
    assert_eq!(
        cut.count("select count(*) from tierload_default.file_current where mtime_unix::text like '17%'"),
        300
    );
}

/// Nights in one folder: what only the first has would come back.
#[test]
fn inputs_with_the_same_files_are_no_scan() {
    let case = Case::new();
    let night = |first: u32| dump(first..first + 3_000);
    for (name, first) in [("1.csv", 0), ("2.csv", 1_000), ("3.csv", 2_900)] {
        case.write(name, night(first));
    }
    let message = case.refuse(&["1.csv", "2.csv"], 3);
    assert!(
        message.contains("1.csv and 2.csv both list 2000 files") || message.contains("2.csv and 1.csv both"),
        "{message}"
    );
    case.assert_nothing_published();
    // Joined into one input they are no scan either.
    case.write("both.csv", night(0) + night(1_000).trim_start_matches(HEADER));
    assert!(case.refuse(&["both.csv"], 3).contains("2000 of 6000"));
    // What somebody says is so.
    case.load(&["1.csv", "2.csv", "--started", "2024-05-01T00:00:00Z"]);
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 4_000);
    case.write("2.csv", night(1_001));
    assert!(case.refuse(&["1.csv", "2.csv"], 3).contains("both list 1999 files"));
    assert_eq!(case.count("select count(*) from tierload_default.scan where status = 'OK'"), 1);
    // Parts of one walk share no file at all.
    assert!(case.refuse(&["1.csv", "3.csv"], 3).contains("both list 100 files"));
    let meant = case.load(&["1.csv", "3.csv", "--started", "2024-05-02T00:00:00Z"]);
    assert_eq!(numbers(&meant, ["loaded", "duplicates"]), [5_900, 100]);
    case.assert_sound();
}

#[test]
fn duplicates_of_files_that_are_new_known_removed_and_back() {
    let case = Case::new();
    let day = |day: u32, rows: &str| {
        case.write(&format!("{day}.csv"), format!("{HEADER}{rows}"));
        case.load(&[&format!("{day}.csv"), "--started", &format!("2024-05-0{day}T00:00:00Z")])
    };
    day(1, "/a,known,1,1,1,1\n/a,back,1,1,1,1\n");
    day(2, "/a,known,1,1,1,1\n");
    for (at, twice) in [(3, "back"), (4, "known"), (5, "new")] {
        let rows = format!("/a,known,1,1,1,1\n/a,{twice},1,1,1,1\n/a,{twice},2,1,2,1\n");
        let summary = day(at, &rows);
        let duplicates = if twice == "known" { 2 } else { 1 };
        assert_eq!(numbers(&summary, ["rows_read", "duplicates"]), [3, duplicates], "{twice}");
        let size = format!("select size_bytes from tierload_default.file_current where name = '{twice}'");
        assert_eq!(case.db.value(&size), "2", "{twice}");
    }
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn duplicates_are_counted_the_same_after_a_kill() {
    let (clean, resumed) = (Case::new(), Case::new());
    let flags = ["a.csv", "--started", "2024-05-01T00:00:00Z", "--chunk-bytes", "500", "--jobs", "1"];
    for case in [&clean, &resumed] {
        case.write("a.csv", repetitive(0..300));
    }
    clean.load(&flags);
    let mut child = resumed.scan(&flags).arg("--quiet").spawn().unwrap();
    resumed.wait_for("select count(*) > 20 from tierload_default.ingest_chunk");
    child.kill().unwrap();
    child.wait().unwrap();
    let summary = resumed.load(&flags);
    assert_eq!(numbers(&summary, ["rows_read", "loaded", "duplicates"]), [900, 300, 600]);
    assert_same_tables(&resumed.db, &clean.db);
}

#[test]
fn sizes_that_add_up_to_more_than_a_bigint_are_reported() {
    let case = Case::new();
    let (max, first, last) = (i64::MAX, -210_866_803_200i64, 9_224_318_015_999i64);
    case.write(
        "a.csv",
        format!("{HEADER}/a,x.dat,{max},1,1,1\n/a,y.dat,{max},{first},1,1\n/a,z.dat,{max},{last},1,1\n"),
    );
    case.load(&["a.csv"]);
    let told = succeed(&mut case.command(&["report", "--share", "s"]));
    assert!(told.contains("3 files, 24.00 EiB in 1 directories"), "{told}");
}
