//! Whatever is changed in the tables of a share is found, and the directory is named.

use super::nights::{DIR, Nights, findings};
use crate::support::Case;

/// What a change of one value in a table does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// It is found, and the directory named.
    Found,
    /// The table refuses it.
    Refused,
    /// No snapshot says it: it is a name of ours for the file, or tells of the present.
    Unsaid,
}

const STATE: &[(&str, Change)] = &[
    ("file_id", Change::Unsaid),
    ("dir_id", Change::Found),
    ("size_bytes", Change::Found),
    ("atime_unix", Change::Found),
    ("mtime_unix", Change::Found),
    ("ctime_unix", Change::Found),
    ("allocated_bytes", Change::Found),
    ("frn", Change::Found),
    ("device", Change::Found),
    ("nlink", Change::Found),
    ("owner_id", Change::Found),
    ("group_id", Change::Found),
    ("name", Change::Found),
    ("name_raw", Change::Found),
    ("file_extension", Change::Found),
    ("file_hash", Change::Found),
    ("tenant_id", Change::Refused),
    ("share_id", Change::Refused),
    ("from_snapshot", Change::Found),
    ("until_snapshot", Change::Found),
    ("first_snapshot", Change::Unsaid),
    ("created_utc", Change::Unsaid),
    ("removed_utc", Change::Unsaid),
    ("audit_atime_unix", Change::Unsaid),
    ("audit_told_utc", Change::Unsaid),
];

/// SQL for another value of this type: one byte of it, where it has bytes.
fn changed(column: &str, kind: &str) -> String {
    match kind {
        "bigint" | "integer" => format!("coalesce({column}, 2) + 1"),
        "text" => format!("chr(ascii({column}) # 1) || substr({column}, 2)"),
        "bytea" => format!("set_byte({column}, 0, get_byte({column}, 0) # 1)"),
        "uuid" => "gen_random_uuid()".to_owned(),
        "timestamp with time zone" => format!("coalesce({column}, 'epoch') + interval '1 us'"),
        other => panic!("no change for {other}"),
    }
}

fn columns(case: &Case, table: &str) -> Vec<(String, String)> {
    let sql = format!(
        "select attname, format_type(atttypid, null) from pg_attribute
         where attrelid = 'tierload_default.{table}'::regclass and attnum > 0 and not attisdropped order by 1"
    );
    let rows = case.db.rows(&sql);
    rows.iter().map(|row| row.split_once('|').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// The rows of these tables can be put back as they were.
fn keep(case: &Case, tables: &[&str]) {
    for table in tables {
        case.db.execute(&format!("create table public.good_{table} as table tierload_default.{table}"));
    }
}

fn put_back(case: &Case, tables: &[&str]) {
    for table in tables {
        case.db.execute(&format!(
            "delete from tierload_default.{table};
             insert into tierload_default.{table} overriding system value table public.good_{table}"
        ));
    }
}

#[test]
fn one_changed_value_in_any_column_of_any_version_is_found() {
    let Nights { case, .. } = Nights::new();
    let share = case.db.value("select share_id from tierload_default.share");
    let (state, history) = (format!("file_state_s{share}"), format!("file_history_s{share}"));
    let of_history = |column: &str| columns(&case, "file_history").iter().any(|(name, _)| name == column);
    for (table, version) in [(&state, "from_snapshot = 2"), (&history, "until_snapshot = 2")] {
        keep(&case, &[table]);
        let mut expected: Vec<(&str, Change)> = STATE.to_vec();
        expected.retain(|(column, _)| *table == state || of_history(column));
        expected.sort_unstable_by_key(|(column, _)| *column);
        let all = columns(&case, table);
        let names: Vec<&str> = all.iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(names, expected.iter().map(|(column, _)| *column).collect::<Vec<_>>());
        for ((column, kind), (_, change)) in all.iter().zip(expected) {
            let sql = format!(
                "update tierload_default.{table} set {column} = {} where {version} and name_raw is not null",
                changed(column, kind)
            );
            let refusal = case.db.refusal(&sql);
            assert_eq!(refusal, if change == Change::Refused { "23514" } else { "" }, "{sql}");
            let found = findings(&case, "all");
            match change {
                Change::Found => assert!(
                    found.iter().any(|line| line.starts_with(&format!("dir {DIR}: "))),
                    "{sql}: {found:?}"
                ),
                _ => assert_eq!(found, Vec::<String>::new(), "{sql}"),
            }
            put_back(&case, &[table]);
        }
    }
    assert_eq!(findings(&case, "all"), Vec::<String>::new());
}

#[test]
fn damage_of_any_other_table_is_found() {
    let Nights { case, guids } = Nights::new();
    let share = case.db.value("select share_id from tierload_default.share");
    let of_share = |table: &str| format!("{table}_s{share}");
    let [state, history, dir_state, dir_history] =
        ["file_state", "file_history", "dir_state", "dir_history"].map(of_share);
    let in_dir = format!("dir {DIR}: ");
    let (first, second) = (format!("{}: ", guids[0]), format!("{}: ", guids[1]));
    let flip = |column: &str| format!("{column} = set_byte({column}, 0, get_byte({column}, 0) # 1)");
    let chain = format!("update tierload_default.scan set {} where snapshot_no = 1", flip("chain_value"));
    let raw =
        format!("update tierload_default.dir set {} where dir_path_raw is not null", flip("dir_path_raw"));
    let here = format!("(select dir_id from tierload_default.dir where dir_path = '{DIR}')");
    let dir = |set: &str| format!("update tierload_default.dir set {set} where dir_path = '{DIR}'");
    let scan = |set: &str| format!("update tierload_default.scan set {set} where snapshot_no = 2");
    let sums =
        |table: &str, set: &str| format!("update tierload_default.{table} set {set} where dir_id = {here}");
    let all = |table: &str| -> Vec<(String, &str)> {
        let sets = [
            "files = files + 1",
            "bytes = bytes + 1",
            "allocated_bytes = allocated_bytes + 1",
            "digest = digest + 1",
        ];
        sets.iter().map(|set| (sums(table, set), in_dir.as_str())).collect()
    };
    let mut damages = [all(&dir_state), all(&dir_history)].concat();
    let of_scan = [
        "rows_read = rows_read + 1",
        "loaded = loaded + 1",
        "rejected = rejected + 1",
        "skipped = skipped + 1",
        "known = known # 4",
        "bytes = bytes + 1",
        "digest = digest + 1",
        "started_utc = started_utc + interval '1 us'",
        "bytes = null",
        "digest = null",
        "known = null",
    ];
    damages.extend(of_scan.map(|set| (scan(set), second.as_str())));
    damages.extend([
        (format!("delete from tierload_default.{state} where dir_id = {here}"), in_dir.as_str()),
        (format!("delete from tierload_default.{history} where dir_id = {here}"), &in_dir),
        (format!("delete from tierload_default.{dir_state} where dir_id = {here}"), &in_dir),
        (format!("delete from tierload_default.{dir_history} where dir_id = {here}"), &in_dir),
        (format!("update tierload_default.{state} set size_bytes = null where dir_id = {here}"), &in_dir),
        (format!("update tierload_default.{dir_state} set from_snapshot = 1 where dir_id = {here}"), &in_dir),
        (format!("update tierload_default.{dir_history} set until_snapshot = 3 where dir_id = {here}"), &in_dir),
        (
            format!("insert into tierload_default.{history} select * from tierload_default.{history} where dir_id = {here}"),
            &in_dir,
        ),
        (
            "update tierload_default.principal set principal = 'uid:1001' where principal = 'uid:1000'".to_owned(),
            &in_dir,
        ),
        ("update tierload_default.principal set principal_digest = gen_random_uuid()".to_owned(), "principal "),
        ("delete from tierload_default.principal where principal = 'gid:100'".to_owned(), &in_dir),
        (dir("dir_hash64 = dir_hash64 + 1"), &in_dir),
        (dir("dir_digest = gen_random_uuid()"), &in_dir),
        (dir("parent_digest = null"), &in_dir),
        (raw, &in_dir),
        (dir("dir_path = '/a/caff'"), "dir /a/caff: in snapshots 1 to 3: "),
        (
            format!("delete from tierload_default.dir where dir_path = '{DIR}'"),
            ", which is not there: in snapshots 1 to 3: ",
        ),
        (chain, &first),
        (
            "update tierload_default.scan set scan_guid = gen_random_uuid() where snapshot_no = 2".to_owned(),
            ": the chain breaks at snapshot 2",
        ),
        (
            "update tierload_default.scan set snapshot_no = null where snapshot_no = 2".to_owned(),
            "snapshot 2: is missing",
        ),
        (
            "update tierload_default.scan set snapshot_no = null where snapshot_no = 3".to_owned(),
            "snapshot 3: is the latest",
        ),
        ("update tierload_default.share set last_snapshot_no = 2".to_owned(), "snapshot 2: is the latest"),
    ]);
    let tables = [&state, &history, &dir_state, &dir_history].map(String::as_str);
    let tables = [&tables[..], &["dir", "principal", "scan", "share"]].concat();
    keep(&case, &tables);
    // Rows refer to those of scan and share, which are put back by deleting them.
    case.db.execute(&format!("alter database {} set session_replication_role = replica", case.db.name()));
    for (sql, expected) in damages {
        case.db.execute(&sql);
        let found = findings(&case, "all");
        assert!(found.iter().any(|line| line.contains(expected)), "{sql}: {found:?}");
        put_back(&case, &tables);
    }
    assert_eq!(findings(&case, "all"), Vec::<String>::new());
}
