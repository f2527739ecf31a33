//! What must not grow with time: memory and file descriptors of the follower, connections, and the tables of the
//! present.

use super::world::World;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;

/// Looks at each thing once a round.
#[derive(Default)]
pub(super) struct Levels {
    seen: BTreeMap<&'static str, Vec<u64>>,
}

/// Sizes of tables whose rows stay about as many; history grows with each scan, and is meant to.
const SIZES: &[(&str, &str)] = &[
    ("file_state, KB", "where c.relname like 'file\\_state\\_s%'"),
    ("dir, KB", "where c.relname = 'dir'"),
    ("dir_state, KB", "where c.relname like 'dir\\_state\\_s%'"),
    ("tier_object, KB", "where c.relname = 'tier_object_state'"),
];

/// With less there is nothing to compare.
const ROUNDS: usize = 20;

impl Levels {
    pub(super) fn look(&mut self, world: &World) {
        let process = format!("/proc/{}", world.follower());
        let status = fs::read_to_string(format!("{process}/status")).unwrap();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        self.note("follower's memory, KB", memory.trim().trim_end_matches(" kB").parse().unwrap());
        let open = fs::read_dir(format!("{process}/fd")).unwrap().count();
        self.note("follower's file descriptors", open as u64);
        let connections = "select count(*) from pg_stat_activity where application_name = 'tierload'";
        self.note("connections", world.faulty.value(connections).parse().unwrap());
        for (name, filter) in SIZES {
            let size = format!(
                "select sum(pg_total_relation_size(c.oid)) / 1024 from pg_class c
                 join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'tierload_default' {filter} and c.relkind = 'r'"
            );
            self.note(name, world.faulty.value(&size).split('.').next().unwrap().parse().unwrap());
        }
    }

    fn note(&mut self, name: &'static str, level: u64) {
        self.seen.entry(name).or_default().push(level);
    }

    /// Nothing is much higher at the end than it was after the first third.
    pub(super) fn assert_level(&self) {
        for (name, levels) in &self.seen {
            if levels.len() < ROUNDS {
                continue;
            }
            let third = levels.len() / 3;
            let highest = |levels: &[u64]| levels.iter().copied().max().unwrap();
            let (before, after) = (highest(&levels[third..2 * third]), highest(&levels[2 * third..]));
            assert!(after <= before + before / 4 + 4, "{name} grows: at most {before}, then {after}");
        }
    }
}

impl fmt::Display for Levels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<28} {:>10} {:>10} {:>10} {:>10}", "", "round 2", "at 1/3", "at 2/3", "last")?;
        for (name, levels) in &self.seen {
            let at = |part: usize| levels[(levels.len() * part / 3).clamp(1, levels.len() - 1)];
            writeln!(out, "{name:<28} {:>10} {:>10} {:>10} {:>10}", levels[1], at(1), at(2), at(3))?;
        }
        Ok(())
    }
}
