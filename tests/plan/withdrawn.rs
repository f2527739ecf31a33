//! Planned objects whose files are not what was planned any more.

use crate::support::{World, numbers};

#[test]
fn objects_of_changed_and_removed_files_are_withdrawn() {
    let world = World::new();
    let cold = |name: &str, size: u32| format!("/a,{name},{size},1000000000,1000000000\n");
    world.scan_rows(
        &["same", "resized", "rewritten", "grown", "gone"].map(|name| cold(name, 10)).concat(),
        &[],
    );
    assert_eq!(numbers(&world.plan(&[]), ["files"]), [5]);
    world.db.execute(
        "update tierload_default.tier_object_state o set state = 'STUBBED', stubbed_utc = '2999-01-01' from tierload_default.file_state f
         where f.file_id = o.file_current_id and f.name = 'grown'",
    );
    let changed = "/a,rewritten,10,1000000000,1779000000\n/a,grown,99,1000000000,1779000000\n";
    world.scan_rows(&(cold("same", 10) + &cold("resized", 20) + changed), &[]);
    let dry = world.plan(&["--dry-run"]);
    assert_eq!(numbers(&dry, ["withdrawn", "files", "bytes"]), [3, 1, 20]);
    assert_eq!(numbers(&world.plan(&[]), ["withdrawn", "files", "bytes"]), [3, 1, 20]);
    // What was changed and is cold all the same is planned with its present size; what was moved stays.
    assert_eq!(world.objects(), "/a/grown STUBBED 0,/a/resized PLANNED 0,/a/same PLANNED 0");
    assert_eq!(
        world.db.value("select sum(size_bytes) from tierload_default.tier_object where state = 'PLANNED'"),
        "30"
    );
    assert_eq!(numbers(&world.plan(&[]), ["withdrawn", "files"]), [0, 0]);
}
