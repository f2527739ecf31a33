//! Scans and audit logs in turns, for as long as `SOAK_MINUTES` says, on a server that is killed, with connections that
//! are cut and processes that die. A second database gets the same inputs in peace; at the end both hold the same.
//!
//! `make soak` runs it for 30 minutes; as a part of the tests it runs for some seconds, so that it stays able to.

mod faults;
mod levels;
mod tree;
mod world;

use levels::Levels;
use std::time::{Duration, Instant};
use world::{SHARES, World};

fn number(name: &str, default: f64) -> f64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn faults_at_random_lose_nothing() {
    let time = Duration::from_secs_f64(number("SOAK_MINUTES", 0.2) * 60.0);
    let seed = number("SOAK_SEED", f64::from(fastrand::u32(..))) as u64;
    println!("SOAK_SEED={seed}");
    fastrand::seed(seed);
    let started = Instant::now();
    let mut world = World::new();
    let mut levels = Levels::default();
    let mut rounds = 0;
    while started.elapsed() < time || rounds < 2 {
        for share in SHARES {
            world.scan(share);
        }
        world.events();
        world.plan();
        world.catch_up();
        levels.look(&world);
        rounds += 1;
    }
    world.end();
    println!("{rounds} rounds in {:.0} s; {}", started.elapsed().as_secs_f64(), world.counts());
    println!("{levels}");
    world.assert_same();
    levels.assert_level();
}
