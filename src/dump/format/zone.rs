//! Local times of one time zone to UTC, fast enough for every row of a dump.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Changes of the clock are looked up this far; a rule of today is good for as long.
const FIRST_CHANGE_S: i64 = -4_000_000_000;
const LAST_CHANGE_S: i64 = 16_000_000_000;

/// A time zone as a table of its changes.
///
/// An hour that the clock shows twice is taken as the first of the two, and one that it leaves out as if it had not
/// been put forward yet: the "compatible" choice of RFC 5545.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    first_offset_s: i64,
    /// Local time from which on an offset holds, and the offset; ascending.
    changes: Vec<(i64, i64)>,
}

impl Zone {
    /// UTC.
    pub fn utc() -> Zone {
        Zone { name: "UTC".into(), first_offset_s: 0, changes: Vec::new() }
    }

    /// As `--time-zone` names it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn of(name: &str, zone: &TimeZone) -> Result<Zone, jiff::Error> {
        let first = Timestamp::from_second(FIRST_CHANGE_S)?;
        let first_offset_s = i64::from(zone.to_offset(first).seconds());
        let mut before = first_offset_s;
        let mut changes = Vec::new();
        for change in zone.following(first) {
            let at = change.timestamp().as_second();
            if at > LAST_CHANGE_S {
                break;
            }
            let after = i64::from(change.offset().seconds());
            changes.push((at + before.max(after), after));
            before = after;
        }
        Ok(Zone { name: name.into(), first_offset_s, changes })
    }

    /// The unix time of a local time, which is given as the unix time that it would be in UTC.
    pub(super) fn to_unix(&self, local_s: i64) -> i64 {
        let after = self.changes.partition_point(|&(from, _)| from <= local_s);
        local_s - if after == 0 { self.first_offset_s } else { self.changes[after - 1].1 }
    }
}

impl std::str::FromStr for Zone {
    type Err = String;

    fn from_str(name: &str) -> Result<Zone, String> {
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Ok(Zone::utc());
        }
        let zone = match super::moment::offset(name.as_bytes()) {
            Some(seconds) => Offset::from_seconds(seconds as i32).map(TimeZone::fixed),
            None => TimeZone::get(name),
        };
        zone.and_then(|zone| Zone::of(name, &zone)).map_err(|_| {
            format!(
                "{name:?} is no time zone; give a name such as Europe/Berlin, or an offset such as +02:00"
            )
        })
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::DateTime;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const NAMES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

    static ZONES: LazyLock<Vec<Zone>> =
        LazyLock::new(|| NAMES.iter().map(|name| name.parse().unwrap()).collect());

    #[test]
    fn names_and_offsets() {
        assert_eq!("utc".parse::<Zone>().unwrap().to_unix(5), 5);
        assert_eq!("+02:00".parse::<Zone>().unwrap().to_unix(7200), 0);
        assert_eq!("-0330".parse::<Zone>().unwrap().to_unix(0), 12_600);
        assert!("Mars/Olympus".parse::<Zone>().is_err());
        assert!("".parse::<Zone>().is_err());
    }

    proptest! {
        /// The oracle is jiff itself, seconds around the changes of the clock included.
        #[test]
        fn any_local_time_is_what_jiff_says(
            name in prop::sample::select(&NAMES),
            base in prop_oneof![
                -3_000_000_000i64..15_000_000_000,
                // Around 2026-03-29 and 2026-10-25, when Europe changes its clocks.
                1_774_740_000i64..1_774_760_000,
                1_792_880_000i64..1_792_900_000,
            ],
        ) {
            let zone = &ZONES.iter().find(|zone| zone.name() == name).unwrap();
            let local: DateTime = Offset::UTC.to_datetime(Timestamp::from_second(base).unwrap());
            let expected = TimeZone::get(name).unwrap().to_ambiguous_timestamp(local).compatible().unwrap();
            prop_assert_eq!(zone.to_unix(base), expected.as_second());
        }
    }
}
