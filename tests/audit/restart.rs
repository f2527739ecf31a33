//! `--follow` on a server of its own, which is stopped and started again.

use crate::support::{ServerHome, TIME, TestDb, World, numbers, read, succeed};

use super::follow::{Following, append};

/// Files, each with an object that counts its accesses.
const FILES: &[(&str, i64, i64)] = &[("/a/1", 1, 1_000), ("/a/2", 1, 1_000), ("/a/3", 1, 1_000)];

fn world_on(server: &ServerHome) -> World {
    let world = World::of(TestDb::on(&server.start()));
    world.scan(FILES);
    world.plan_all();
    world
}

#[test]
fn what_is_written_while_the_server_is_away_arrives_once() {
    // A transaction is tried again for so long; then it is the next look at the folder that finds the server back.
    for retry_for in ["60s", "0s"] {
        arrives_once(retry_for);
    }
}

fn arrives_once(retry_for: &str) {
    let server = ServerHome::new();
    let world = world_on(&server);
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    let mut following = Following::start_with(&world, "1s", &["--retry-for", retry_for]);
    following.wait_for("/a/1", TIME);
    for round in 1..=2 {
        succeed(&mut server.db(&["stop"]));
        append(&active, &(read("/a/2", TIME + round) + &read("/a/1", TIME + round)));
        following.wait_until_told("trying again");
        append(&active, &read("/a/3", TIME + round));
        server.start();
        following.wait_for("/a/3", TIME + round);
    }
    assert!(following.is_alive(), "another process would have to be started by somebody");
    let (run, _) = following.stop();
    assert_eq!((&run["new_events"], &run["replayed"], &run["rejected"]), (&7.into(), &0.into(), &0.into()));
    assert_eq!(
        world.db.rows(
            "select name, access_count from tierload_default.tier_object
            join tierload_default.file_known using (file_current_id, share_id) order by name"
        ),
        ["1|3", "2|2", "3|2"]
    );
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn it_stops_with_its_counts_while_the_server_is_away() {
    let server = ServerHome::new();
    let world = world_on(&server);
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    let following = Following::start(&world, "1s");
    following.wait_for("/a/1", TIME);
    succeed(&mut server.db(&["stop"]));
    append(&active, &read("/a/2", TIME));
    following.wait_until_told("trying again");
    let (run, _) = following.stop();
    assert_eq!(run["new_events"], 1);
    server.start();
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [1, 1]);
}
