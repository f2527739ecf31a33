//! Every published scan can be read as it was, whatever came after it: `file` says what the dumps said.

use crate::support::{Case, succeed};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a dump says of a file, as it stands in a row; an empty field is unknown.
type Facts = [String; 11];

/// The columns of those.
const COLUMNS: &str =
    "size_bytes,atime_unix,mtime_unix,ctime_unix,frn,file_hash,allocated_bytes,device,nlink,owner,group";

/// A dump: what it says of each path.
type Tree = BTreeMap<String, Facts>;

/// A case, and the dumps that were loaded, in their order: the oracle.
struct Nights {
    case: Case,
    trees: Vec<Tree>,
}

impl Nights {
    fn new() -> Nights {
        Nights { case: Case::new(), trees: Vec::new() }
    }

    /// Loads a tree as the scan of the next night.
    fn load(&mut self, tree: &Tree) {
        let night = self.trees.len() + 1;
        let mut text = format!("dir_path,name,{COLUMNS}\n");
        for (path, facts) in tree {
            let (dir, name) = path.rsplit_once('/').unwrap();
            let dir = if dir.is_empty() { "/" } else { dir };
            let _ = writeln!(text, "{dir},{name},{}", facts.join(","));
        }
        let name = format!("{night}.csv");
        self.case.write(&name, text);
        let started = format!("2024-05-{night:02}T00:00:00Z");
        self.case.load(&[&name, "--started", &started, "--chunk-bytes", "700"]);
        self.trees.push(tree.clone());
    }

    /// All snapshots are the dumps, the present is the last of them, and what else is known was removed.
    fn assert_exact(&self) {
        let facts =
            "f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.frn, f.file_hash, f.allocated_bytes,
            f.device, f.nlink, f.owner_name, f.group_name";
        let path = "case when d.dir_path = '/' then '/' else d.dir_path || '/' end || f.name";
        let with_dirs = "f join tierload_default.dir d using (dir_id, share_id)";
        for (at, tree) in self.trees.iter().enumerate() {
            let scan_id = at + 1;
            let of_view = format!("tierload_default.file {with_dirs} where f.scan_id = {scan_id}");
            let of_function = format!("tierload_default.snapshot({scan_id}) {with_dirs}");
            for from in [of_view, of_function] {
                let found =
                    self.case.db.rows(&format!("select {path} as path, {facts} from {from} order by 1"));
                assert_eq!(found, lines(tree), "{from}, after {} nights", self.trees.len());
            }
        }
        let last = self.trees.last().unwrap();
        let current = format!("select f.full_path, {facts} from tierload_default.file_current f order by 1");
        assert_eq!(self.case.db.rows(&current), lines(last));
        let mut gone: Vec<&String> = self.trees.iter().flat_map(Tree::keys).collect();
        gone.sort();
        gone.dedup();
        gone.retain(|path| !last.contains_key(*path));
        let removed = "select full_path from tierload_default.file_removed order by 1";
        assert_eq!(self.case.db.rows(removed).iter().collect::<Vec<_>>(), gone);
        succeed(&mut self.case.command(&["verify"]));
    }
}

fn lines(tree: &Tree) -> Vec<String> {
    let value = |fact: &String| if fact.is_empty() { "-".to_owned() } else { fact.clone() };
    tree.iter()
        .map(|(path, facts)| format!("{path}|{}", facts.iter().map(value).collect::<Vec<_>>().join("|")))
        .collect()
}

/// The facts of a file; few owners have many files.
fn facts(numbers: [u32; 8], hash: &str) -> Facts {
    let [owner, group] = [numbers[0], numbers[1]].map(|number| format!("uid:{}", number % 3));
    let [size, atime, mtime, ctime, frn, allocated, device, nlink] = numbers.map(|number| number.to_string());
    [size, atime, mtime, ctime, frn, hash.to_owned(), allocated, device, nlink, owner, group]
}

#[test]
fn a_file_that_becomes_a_directory_and_back() {
    let mut nights = Nights::new();
    let file = || facts([1, 2, 3, 4, 5, 6, 7, 8], "h");
    let other = || facts([9, 8, 7, 6, 5, 4, 3, 2], "g");
    let tree = |files: &[(&str, Facts)]| -> Tree {
        files.iter().map(|(path, facts)| ((*path).to_owned(), facts.clone())).collect()
    };
    nights.load(&tree(&[("/a/x", file()), ("/a/stays", file()), ("/top", file())]));
    nights.assert_exact();
    // Now files lie in it.
    nights.load(&tree(&[
        ("/a/x/in", file()),
        ("/a/x/deep/er", file()),
        ("/a/stays", file()),
        ("/top", other()),
    ]));
    nights.assert_exact();
    nights.load(&tree(&[("/a/x", other()), ("/a/stays", file()), ("/top", other())]));
    nights.assert_exact();
    nights.load(&tree(&[("/a/x/in", file()), ("/a/stays", file())]));
    nights.assert_exact();
    nights.load(&tree(&[("/a/x", file()), ("/a/stays", file()), ("/top", file())]));
    nights.assert_exact();
    // It is one file all the time, with a version for each of its lives.
    assert_eq!(
        nights.case.db.rows(
            "select from_snapshot, until_snapshot from tierload_default.file_version
             where file_id = (select file_current_id from tierload_default.file_current where full_path = '/a/x') order by 1"
        ),
        ["1|2", "3|4", "5|-"]
    );
}

#[test]
fn nights_drawn_at_random() {
    for seed in 1..=3 {
        println!("seed {seed}");
        let mut random = fastrand::Rng::with_seed(seed);
        let mut nights = Nights::new();
        let mut tree = Tree::new();
        let mut gone = Tree::new();
        for night in 0..8 {
            change(&mut tree, &mut gone, &mut random, if night == 0 { 60 } else { 25 });
            nights.load(&tree);
        }
        nights.assert_exact();
    }
}

/// New files, changed ones, removed ones, and some that come back as they were or changed.
fn change(tree: &mut Tree, gone: &mut Tree, random: &mut fastrand::Rng, new: u32) {
    let some = |tree: &Tree, random: &mut fastrand::Rng, one_in: u32| -> Vec<String> {
        tree.keys().filter(|_| random.u32(0..one_in) == 0).cloned().collect()
    };
    let back = some(gone, random, 2);
    for path in some(tree, random, 5) {
        let facts = tree.remove(&path).unwrap();
        gone.insert(path, facts);
    }
    for path in some(tree, random, 4) {
        let fact = random.usize(0..11);
        // A hash does not outlive its content, and what is not known of one file is known of others.
        let value = match (fact, random.u32(0..4)) {
            (1.., 0) => String::new(),
            (9 | 10, number) => format!("uid:{number}"),
            _ => random.u32(1..1000).to_string(),
        };
        tree.get_mut(&path).unwrap()[fact] = value;
    }
    for path in back {
        let facts = gone.remove(&path).unwrap();
        tree.insert(path, facts);
    }
    for _ in 0..new {
        let path = format!("/d{}/e{}/f{}", random.u32(0..5), random.u32(0..4), random.u32(0..50));
        let numbers = std::array::from_fn(|_| random.u32(1..1000));
        let hash = format!("h{}", random.u32(0..9));
        gone.remove(&path);
        tree.insert(path, facts(numbers, &hash));
    }
}

#[test]
fn a_column_that_a_dump_lacks_keeps_what_is_known() {
    let case = Case::new();
    let all = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,file_hash\n";
    let few = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";
    let nights = [
        format!("{all}/a,grown,1,2,3,4,5,h\n/a,same,1,2,3,4,5,h\n"),
        // No frn, no hash, and a column of access times that is empty.
        format!("{few}/a,grown,9,,9,4\n/a,new,1,,3,4\n/a,same,1,,3,4\n"),
        format!("{all}/a,grown,9,2,9,4,5,g\n/a,new,1,2,3,4,6,h\n/a,same,1,2,3,4,5,h\n"),
    ];
    let current = "select name, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, file_hash
        from tierload_default.file_current order by 1";
    let mut seen = Vec::new();
    let mut changes = Vec::new();
    for (night, text) in nights.iter().enumerate() {
        let name = format!("{night}.csv");
        case.write(&name, text);
        let summary = case.load(&[&name, "--started", &format!("2024-05-0{}T00:00:00Z", night + 1)]);
        changes.push(crate::support::numbers(&summary, ["files_new", "files_changed", "files_unchanged"]));
        seen.push(case.db.rows(current));
    }
    // What was not looked at did not change.
    assert_eq!(changes, [[2, 0, 0], [1, 1, 1], [0, 2, 1]]);
    assert_eq!(seen[0], ["grown|1|2|3|4|5|h", "same|1|2|3|4|5|h"]);
    // But the hash of other content is not known any more.
    assert_eq!(seen[1], ["grown|9|2|9|4|5|-", "new|1|-|3|4|-|-", "same|1|2|3|4|5|h"]);
    assert_eq!(seen[2], ["grown|9|2|9|4|5|g", "new|1|2|3|4|6|h", "same|1|2|3|4|5|h"]);
    for from in ["tierload_default.file f", "tierload_default.scan c, tierload_default.snapshot(c.scan_id) f"]
    {
        assert_eq!(
            case.db.rows(&format!(
                "select f.scan_id, f.name, f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.frn, f.file_hash
                 from {from} order by 1, 2"
            )),
            [
                "1|grown|1|2|3|4|5|h",
                "1|same|1|2|3|4|5|h",
                "2|grown|9|-|9|4|-|-",
                "2|new|1|-|3|4|-|-",
                "2|same|1|-|3|4|-|-",
                "3|grown|9|2|9|4|5|g",
                "3|new|1|2|3|4|6|h",
                "3|same|1|2|3|4|5|h",
            ],
            "{from}"
        );
    }
    // A bit for each of atime, mtime, ctime, frn and hash.
    assert_eq!(case.db.rows("select known from tierload_default.scan order by scan_id"), ["535", "6", "535"]);
    // What did not change has one version, which all three share.
    assert_eq!(
        case.db.rows(
            "select from_snapshot, until_snapshot from tierload_default.file_version where name = 'same'"
        ),
        ["1|-"]
    );
    succeed(&mut case.command(&["verify"]));
}
