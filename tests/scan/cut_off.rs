//! Inputs that end without a line end: what writes dumps ends every line, so what follows is missing.

use super::bad_inputs::gzip;
use crate::support::{Case, HEADER, dump, succeed};

/// Says that the last line may be cut off, and what to say if it is not.
fn assert_cut_off(message: &str, input: &str, line: usize) {
    assert!(message.starts_with(&format!("{input} ends without a line end, in line {line}:")), "{message}");
    assert!(message.contains("nothing ") && message.contains("--last-line-complete"), "{message}");
}

#[test]
fn a_dump_that_is_cut_inside_its_last_field_removes_no_files() {
    let case = Case::new();
    let text = dump(0..300);
    // The last time has lost three of its digits.
    let cut = &text[..text.len() - 4];
    case.write("whole.csv", &text);
    case.load(&["whole.csv"]);
    case.write("cut.csv", cut);
    case.write("cut.csv.gz", gzip(cut));
    case.write("cut.csv.zst", zstd::encode_all(cut.as_bytes(), 1).unwrap());
    case.write("rest.csv", dump(300..310));
    for args in [
        &["cut.csv"][..],
        &["cut.csv", "--chunk-bytes", "300"],
        &["cut.csv.gz"],
        &["cut.csv.zst"],
        &["cut.csv", "rest.csv"],
        &["rest.csv", "cut.csv"],
    ] {
        let input = args.iter().find(|arg| arg.starts_with("cut")).unwrap();
        assert_cut_off(&case.refuse(args, 3), input, 301);
        assert_cut_off(&case.refuse(&[args, &["--dry-run"]].concat(), 3), input, 301);
    }
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 300);
    assert_eq!(case.count("select count(*) from tierload_default.scan where finished_utc is null"), 0);
    assert_eq!(case.staging_tables(), Vec::<String>::new());
}

#[test]
fn whoever_says_that_the_last_line_is_whole_loads_it() {
    let case = Case::new();
    let text = dump(0..300);
    case.write("end.csv", text.trim_end());
    case.write("list.csv", "/a/x,1\n/a/y,2");
    let mapped = ["list.csv", "--map", "path=1,size=2", "--no-header", "--root", "/"];
    assert_cut_off(&case.refuse(&["end.csv"], 3), "end.csv", 301);
    assert_cut_off(&case.refuse(&mapped, 3), "list.csv", 2);
    assert_eq!(case.load(&["end.csv", "--last-line-complete"])["loaded"], 300);
    // The flag changes no record, so it is the same scan without it.
    assert_eq!(case.load(&["end.csv"])["already_loaded"], true);
    let told = succeed(case.scan(&mapped).args(["--last-line-complete", "--dry-run"]));
    assert!(told.contains("2 rows = 2 to load"), "{told}");
    // A record that lacks fields is not whole, whatever is said of it.
    case.write("amid.csv", &text[..text.len() - 30]);
    let message = case.refuse(&["amid.csv", "--last-line-complete"], 3);
    assert!(message.starts_with("amid.csv ends amid a record, in line 301:"), "{message}");
    assert!(!message.contains("--last-line-complete"), "{message}");
}

#[test]
fn a_dry_run_says_that_a_record_is_cut_off() {
    let case = Case::new();
    let text = dump(0..300);
    case.write("amid.csv", &text[..text.len() - 30]);
    let message = case.refuse(&["amid.csv", "--dry-run"], 3);
    assert!(message.starts_with("amid.csv ends amid a record, in line 301:"), "{message}");
}

#[test]
fn a_header_and_a_line_that_is_too_long_are_cut_off_too() {
    let case = Case::new();
    case.write("whole.csv", dump(0..300));
    case.write("header.csv", HEADER.trim_end());
    let long = format!("{}/top,{}", dump(0..300), "x".repeat(5 << 20));
    case.write("long.csv", &long);
    for flags in [&[][..], &["--dry-run"]] {
        let message = case.refuse(&[&["whole.csv", "header.csv"], flags].concat(), 3);
        assert_cut_off(&message, "header.csv", 1);
        assert_cut_off(&case.refuse(&[&["long.csv"], flags].concat(), 3), "long.csv", 302);
    }
    case.assert_nothing_published();
    // With its line end it is one rejected line.
    case.write("long.csv", long + "\n");
    assert_eq!(case.load(&["long.csv"])["rejected"], 1);
}

#[test]
fn a_list_without_its_closing_bracket_is_cut_off() {
    let case = Case::new();
    let item = |number: u32| format!("{{\"Path\":\"d/{number}\",\"Size\":{number},\"IsDir\":false}}");
    let items: Vec<String> = (0..300).map(item).collect();
    let whole = format!("[\n{}\n]\n", items.join(",\n"));
    case.write("whole.json", &whole);
    assert_eq!(case.load(&["whole.json", "--chunk-bytes", "1000"])["loaded"], 300);
    for cut in [2, 8, items[299].len() + 3, whole.len() - 2] {
        case.write("cut.json", &whole[..whole.len() - cut]);
        let flags =
            [&["--format", "rclone", "--last-line-complete"][..], &["--chunk-bytes", "1000"]].concat();
        for more in [&[][..], &["--dry-run"]] {
            let message = case.refuse(&[&["cut.json"][..], &flags, more].concat(), 3);
            // Amid an item, or after one.
            let reasons =
                ["without a line ], which its program writes last: it was cut off", "ends amid a record"];
            assert!(reasons.iter().any(|reason| message.contains(reason)), "{cut}: {message}");
        }
    }
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 300);
    case.assert_sound();
}
