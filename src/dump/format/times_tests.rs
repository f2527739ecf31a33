use super::*;
use proptest::prelude::*;

fn berlin() -> Times {
    Times { zone: Some("Europe/Berlin".parse().unwrap()), ..Times::default() }
}

fn dated(pattern: &str) -> Times {
    Times { zone: Some(Zone::utc()), date_format: Some(pattern.parse().unwrap()), unit: None }
}

#[test]
fn text_that_says_its_zone() {
    for (text, expected) in [
        ("2024-01-02T03:04:05Z", Some(1_704_164_645)),
        ("2024-01-02T03:04:05.999+01:00", Some(1_704_161_045)),
        ("2024-01-02 03:04:05Z", Some(1_704_164_645)),
        ("2024-01-02 03:04:05 +0100", Some(1_704_161_045)),
        ("2024-01-02T03:04Z", Some(1_704_164_640)),
        ("20240102T030405Z", Some(1_704_164_645)),
        ("1969-12-31T23:59:59.5Z", Some(-1)),
        ("1970-01-01T00:00:00Z", None),
        ("1601-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
        ("0", None),
    ] {
        assert_eq!(Times::default().local("t", text.as_bytes()), Ok(expected), "{text}");
    }
}

#[test]
fn local_text_needs_a_zone() {
    let reject = Times::default().local("modified", b"2026/06/02 03:46:07").unwrap_err();
    assert!(reject.needs_flag && reject.to_string().contains("--time-zone"), "{reject}");
    for (text, expected) in [
        ("2026/06/02 03:46:07", 1_780_364_767),
        ("2026-06-02 03.46.07.1234567", 1_780_364_767),
        ("2026-06-02T03:46:07Z", 1_780_371_967),
        ("2026-06-02", 1_780_351_200),
        // The clock shows this hour twice; the first one is taken.
        ("2026-10-25 02:30:00", 1_792_888_200),
        // The clock leaves this hour out.
        ("2026-03-29 02:30:00", 1_774_747_800),
    ] {
        assert_eq!(berlin().local("t", text.as_bytes()), Ok(Some(expected)), "{text}");
    }
    assert_eq!(Times::default().utc("t", b"2026/06/02 03:46:07"), Ok(Some(1_780_371_967)));
}

#[test]
fn dates_of_east_asia() {
    for (text, expected) in [
        ("2024/1/2 3:04:05", "2024-01-02T03:04:05Z"),
        ("2024/01/02 3:04:05", "2024-01-02T03:04:05Z"),
        ("2024/1/2 15:04", "2024-01-02T15:04:00Z"),
        ("2024/1/2", "2024-01-02T00:00:00Z"),
        ("2024/1/2 下午 03:04:05", "2024-01-02T15:04:05Z"),
        ("2024/1/2 上午 12:04:05", "2024-01-02T00:04:05Z"),
        ("2024/01/02 午後 0:30:00", "2024-01-02T12:30:00Z"),
        ("2024-01-02 오전 3:04:05", "2024-01-02T03:04:05Z"),
        ("2024-01-02 3:04:05\u{202F}PM", "2024-01-02T15:04:05Z"),
        ("2024-01-02 12:04:05 PM", "2024-01-02T12:04:05Z"),
        ("2024-01-02+03:04:05.1234567890", "2024-01-02T03:04:05Z"),
    ] {
        let utc = Times { zone: Some(Zone::utc()), ..Times::default() };
        let expected: jiff::Timestamp = expected.parse().unwrap();
        assert_eq!(utc.local("t", text.as_bytes()), Ok(Some(expected.as_second())), "{text}");
        assert!(Times::default().local("t", text.as_bytes()).unwrap_err().needs_flag, "{text}");
    }
    for text in [
        "2024/1/2 下午",
        "2024/1/2 13:04:05 PM",
        "2024/1/2 3:4:05",
        "2024/13/2",
        "2024/1-2",
        "2024-01-02+03:04",
    ] {
        assert!(berlin().local("t", text.as_bytes()).is_err(), "{text}");
    }
    let text = "6/10/2019 12:24:49\u{202F}PM";
    assert_eq!(dated("%m/%d/%Y %I:%M:%S %p").local("t", text.as_bytes()), Ok(Some(1_560_169_489)));
}

#[test]
fn words_for_unknown_times() {
    for text in ["NULL", "Null", r"\N", "-", ""] {
        for read in [Times::unix, Times::any, Times::windows, Times::local, Times::utc] {
            assert_eq!(read(&Times::default(), "t", text.as_bytes()), Ok(None), "{text}");
        }
    }
    assert!(berlin().any("t", b"unknown").is_err());
}

#[test]
fn days_and_months_need_a_date_format() {
    for text in ["6/10/2019 12:24:49 PM", "25/12/2019", "06.10.2019 12:24", "6-10-19"] {
        let reject = berlin().local("t", text.as_bytes()).unwrap_err();
        assert!(reject.needs_flag && reject.to_string().contains("--date-format"), "{reject}");
    }
    for (pattern, text, expected) in [
        ("%m/%d/%Y %I:%M:%S %p", "6/10/2019 12:24:49 PM", 1_560_169_489),
        ("%d/%m/%Y %H:%M:%S", "10/06/2019 12:24:49", 1_560_169_489),
        ("%d.%m.%Y", "10.06.2019", 1_560_124_800),
        ("%d/%b/%Y:%H:%M:%S %z", "10/Jun/2019:14:24:49 +0200", 1_560_169_489),
    ] {
        assert_eq!(dated(pattern).local("t", text.as_bytes()), Ok(Some(expected)), "{pattern}");
    }
    assert!(!dated("%d/%m/%Y").local("t", b"6/25/2019").unwrap_err().needs_flag);
    for (text, expected) in [
        ("10/06/19", None),
        ("10/06/9", None),
        ("10/06/0019", None),
        ("10/06/0001", None),
        ("01/01/0001", Some(None)),
        ("10/06/2019", Some(Some(1_560_124_800))),
    ] {
        assert_eq!(dated("%d/%m/%Y").local("t", text.as_bytes()).ok(), expected, "{text}");
    }
    let reject = dated("%d/%m/%Y").local("t", b"10/06/19").unwrap_err();
    assert!(reject.needs_flag && reject.to_string().contains("%y"), "{reject}");
    let reject = dated("%d/%b/%Y").local("t", b"10/Jun/19").unwrap_err();
    assert!(reject.needs_flag && reject.to_string().contains("%y"), "{reject}");
    assert_eq!(dated("%d/%m/%y").local("t", b"10/06/19"), Ok(Some(1_560_124_800)));
    for pattern in ["%H:%M", "", "%d/%m", "%Q%"] {
        assert!(pattern.parse::<DateFormat>().is_err(), "{pattern}");
    }
}

#[test]
fn what_is_no_date_is_rejected() {
    for text in
        ["x", "2024-13-01", "2024-02-30", "2023-02-29 00:00:00", "2024-01-02 24:00:00", "2024-01-02 1:2:3"]
    {
        let reject = berlin().local("t", text.as_bytes()).unwrap_err();
        assert!(!reject.needs_flag, "{text}: {reject}");
    }
}

#[test]
fn numbers_are_told_apart_by_length() {
    for (text, expected) in [
        ("1700000000", Some(1_700_000_000)),
        ("1700000000.9999999999", Some(1_700_000_000)),
        ("-315360000", Some(-315_360_000)),
        ("133595279726435345", Some(1_715_054_372)),
        ("2026-06-02", Some(1_780_351_200)),
        ("0", None),
    ] {
        assert_eq!(berlin().any("t", text.as_bytes()), Ok(expected), "{text}");
    }
    // Milliseconds look like neither.
    assert!(berlin().any("t", b"1700000000000").unwrap_err().to_string().contains("--time-unit"));
}

#[test]
fn a_zone_that_the_time_names_is_honoured() {
    for (text, expected) in [
        ("2024-01-02T03:04:05[America/New_York]", Some(1_704_182_645)),
        ("2024-01-02T03:04:05-05:00[America/New_York]", Some(1_704_182_645)),
        ("2024-01-02T03:04:05Z[America/New_York]", Some(1_704_164_645)),
        ("2024-01-02T03:04:05+09:00[America/New_York]", None),
        ("2024-01-02T03:04:05[Mars/Olympus]", None),
        ("2024-01-02T03:04:05Z[Mars/Olympus]", None),
    ] {
        assert_eq!(berlin().local("t", text.as_bytes()).ok().flatten(), expected, "{text}");
    }
}

#[test]
fn a_unit_that_somebody_names_holds_for_every_number() {
    let with = |unit: &str| Times { zone: None, date_format: None, unit: Some(unit.parse().unwrap()) };
    for (unit, text) in [("ms", "1704164645123"), ("us", "1704164645123456"), ("ns", "1704164645123456789")] {
        for read in [Times::unix, Times::any, Times::windows, Times::local, Times::utc] {
            assert_eq!(read(&with(unit), "t", text.as_bytes()), Ok(Some(1_704_164_645)), "{unit} {text}");
            assert_eq!(read(&with(unit), "t", b"0"), Ok(None));
        }
    }
    assert!(with("ms").unix("t", b"2024-01-02T03:04:05Z").is_err());
    assert_eq!(with("ms").any("t", b"2024-01-02T03:04:05Z"), Ok(Some(1_704_164_645)));
    // Excel and .NET count on the clock of the machine.
    assert!(with("excel").any("t", b"45293.1278356481").unwrap_err().needs_flag);
    let berlin = Times { unit: "ticks".parse().ok(), ..berlin() };
    assert_eq!(berlin.any("t", b"638397614450000000"), Ok(Some(1_704_161_045)));
}

#[test]
fn a_time_that_stands_there_is_never_unknown() {
    for text in
        ["0024-01-02", "0024-01-02T03:04:05Z", "0024/1/2 3:04:05", "0001-02-03 04:05:06", "0000-01-01"]
    {
        for read in [Times::local, Times::utc] {
            let reject = read(&berlin(), "t", text.as_bytes()).unwrap_err();
            assert!(
                reject.reason.contains("two digits") && reject.is_whole && !reject.needs_flag,
                "{reject}"
            );
        }
        assert!(Times::default().local("t", text.as_bytes()).is_err(), "{text}");
    }
    let seconds = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    for old in ["0100-01-01T00:00:00Z", "1600-12-30T00:00:00Z", "1601-01-03T00:00:00Z"] {
        assert_eq!(Times::default().utc("t", old.as_bytes()), Ok(Some(seconds(old))), "{old}");
    }
    for unknown in ["0001-01-01", "0001-01-01 02:00:00", "1601-01-01 01:00:00", "1600-12-31 19:00:00"] {
        assert_eq!(Times::default().local("t", unknown.as_bytes()), Ok(None), "{unknown}");
    }
    // A FILETIME that is read as .NET ticks.
    let ticks = Times { unit: "ticks".parse().ok(), ..berlin() };
    assert!(ticks.any("t", b"133595279726435345").is_ok_and(|time| time.is_some()));
    assert!(Times::default().local("t", b"1500-01-01").unwrap_err().needs_flag);
}

proptest! {
    #[test]
    fn any_time_by_hand_is_what_jiff_says(seconds in -60_000_000_000i64..250_000_000_000) {
        let time = jiff::Timestamp::from_second(seconds).unwrap();
        let text = time.to_string();
        prop_assert_eq!(year_first(text.as_bytes()), Some(Moment { seconds, zoned: true }), "{}", text);
    }

    #[test]
    fn no_text_is_too_strange(text in ".{0,40}") {
        let _ = berlin().any("t", text.as_bytes());
        let _ = Times::default().windows("t", text.as_bytes());
    }
}
