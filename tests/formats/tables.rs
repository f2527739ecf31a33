//! Every fixture end to end: `file` has the rows of `CASE.expected`, and the rejects are kept.

use super::fixtures::{cases, dump_beside, escaped, words};
use crate::support::{TestDb, fixture, succeed};
use serde_json::Value;

#[test]
fn every_fixture_lands_in_the_tables() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    for case in cases() {
        let text = std::fs::read_to_string(&case).unwrap();
        let share = case.strip_prefix(fixture("")).unwrap().with_extension("");
        let share = share.to_str().unwrap();
        let flags = text.lines().find_map(|line| line.strip_prefix("flags ")).map(words).unwrap_or_default();
        let mut command = db.tierload();
        command.arg("scan").arg(dump_beside(&case)).args(["--share", share, "--json", "--quiet"]).args(flags);
        command.args(["--max-rejects", "100%", "--rejects", "/dev/null"]);
        let summary: Value = serde_json::from_str(&succeed(&mut command)).unwrap();

        let starting = |prefix: &str| text.lines().filter(|line| line.starts_with(prefix)).count();
        let mut expected: Vec<&str> = text.lines().filter(|line| line.split('|').count() == 9).collect();
        let mut found: Vec<String> = db.rows(&format!(
            "select d.dir_path, f.name, f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.frn, f.file_hash,
                f.file_extension
             from tierload_default.file f join tierload_default.dir d using (dir_id, share_id) join tierload_default.share s using (share_id)
             where s.share_name = '{share}'"
        ));
        found.iter_mut().for_each(|row| *row = escaped(row));
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{share}");
        let counts =
            ["loaded", "rejected", "skipped", "duplicates"].map(|count| summary[count].as_u64().unwrap());
        let skipped = text.lines().find_map(|line| line.strip_prefix("skipped ")?.parse().ok()).unwrap_or(0);
        assert_eq!(counts, [expected.len() as u64, starting("reject ") as u64, skipped, 0], "{share}");
        let kept = "select count(*) from tierload_default.scan_reject join tierload_default.scan using (scan_id) where share_name = ";
        assert_eq!(db.value(&format!("{kept}'{share}'")), starting("reject ").to_string(), "{share}");
    }
    succeed(db.tierload().arg("verify"));
}
