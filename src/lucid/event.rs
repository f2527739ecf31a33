//! One line of a log -> one event.

use std::borrow::Cow;

use super::action::{Action, ActionSet, Known};
use super::json::{Line, Operation};
use super::time::TimeWindow;
use super::{Reason, path};

/// How lines are judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// The actions that count as an access.
    pub access: ActionSet,
    /// Which times are believed.
    pub times: TimeWindow,
    /// Whether the time of each access is kept, and not only the latest: objects count those after they were planned.
    pub keep_times: bool,
}

impl Rules {
    /// The default rules for a run at this time.
    pub fn at(now_unix: i64) -> Rules {
        Rules { access: ActionSet::default(), times: TimeWindow::at(now_unix), keep_times: false }
    }

    /// Whether the path of such an event matters: an access warms a file, a FileCreate makes an unknown one known.
    pub fn needs_path(&self, action: &Action<'_>) -> bool {
        *action == Action::Known(Known::FileCreate) || self.access.contains(action)
    }
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'a> {
    /// What was done.
    pub action: Action<'a>,
    /// When, in seconds since 1970.
    pub time_unix: i64,
    /// To what: `entryPath` in stored form. Always there when [`Rules::needs_path`] holds.
    pub path: Option<Cow<'a, [u8]>>,
    /// Where it went: `targetPath` of a Move, in stored form.
    pub target: Option<Cow<'a, [u8]>>,
}

/// Reads one line, without its line end.
///
/// Every event needs a time and an action; a path only where it is used, since unknown actions need not have one.
pub fn parse<'a>(line: &'a [u8], rules: &Rules) -> Result<Event<'a>, Reason> {
    // A derived struct would also take an array of its fields.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(Reason::BadJson);
    }
    let line: Line<'a> = serde_json::from_slice(line)
        .map_err(|error| if error.is_data() { Reason::BadField } else { Reason::BadJson })?;
    let time_unix = rules.times.check(line.timestamp.ok_or(Reason::NoTime)??)?;
    let Some(Operation { action: Some(action), entry_path, target_path }) = line.operation else {
        return Err(Reason::NoAction);
    };
    let action = match action.0 {
        name if name.is_empty() => return Err(Reason::NoAction),
        Cow::Borrowed(name) => Action::from_name(String::from_utf8_lossy(name)),
        Cow::Owned(name) => Action::from_name(String::from_utf8_lossy(&name).into_owned().into()),
    };
    let path = entry_path.and_then(|raw| match raw.0.ends_with(b"/") {
        // It names a folder, and with its slash no file.
        true => path::stored(raw.0).map(|path| Cow::Owned([&path, &b"/"[..]].concat())),
        false => path::stored(raw.0),
    });
    if path.is_none() && rules.needs_path(&action) {
        return Err(Reason::NoPath);
    }
    Ok(Event { action, time_unix, path, target: target_path.and_then(|raw| path::stored(raw.0)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    const NOW: i64 = 1_780_000_000;
    const REAL: &str = r#"{"timestamp":1779987033841040,"schemaVersion":"1.1","operation":{"action":"FileRead","fileId":"123","entryPath":"/a/b.mov"},"user":{"id":"u1","name":"ann@example.com"},"device":{"hostName":"ws-7","osName":"macOS","osVersion":"14.2"},"event":{"nodeId":"7","filespace":"fs.ws","filespaceUuid":"..."}}"#;

    fn read(line: &str) -> Result<Event<'_>, Reason> {
        parse(line.as_bytes(), &Rules::at(NOW))
    }

    fn path_of(line: &str) -> String {
        String::from_utf8(read(line).unwrap().path.unwrap().into_owned()).unwrap()
    }

    #[test]
    fn a_documented_line() {
        let event = read(REAL).unwrap();
        assert_eq!(event.action, Action::Known(Known::FileRead));
        assert_eq!(event.time_unix, 1_779_987_033);
        assert!(matches!(event.path, Some(Cow::Borrowed(b"/a/b.mov"))));
        assert_eq!(event.target, None);
    }

    #[test]
    fn every_known_action_is_known() {
        for known in Known::VARIANTS {
            let line = REAL.replace("FileRead", known.name());
            assert_eq!(read(&line).unwrap().action, Action::Known(*known));
        }
    }

    #[test]
    fn all_forms_of_time() {
        for time in
            ["1779987033", "1779987033.5", r#""1779987033841""#, r#""2026-05-28T16:50:33Z""#, "1.779987033e9"]
        {
            assert_eq!(
                read(&REAL.replace("1779987033841040", time)).unwrap().time_unix,
                1_779_987_033,
                "{time}"
            );
        }
        for (time, reason) in [
            ("null", Reason::NoTime),
            (r#""""#, Reason::NoTime),
            (r#""soon""#, Reason::BadTime),
            ("0", Reason::TimeBefore1980),
            ("-5", Reason::TimeBefore1980),
            ("99999999999", Reason::TimeAhead),
            ("true", Reason::BadField),
            ("{}", Reason::BadField),
        ] {
            assert_eq!(read(&REAL.replace("1779987033841040", time)), Err(reason), "{time}");
        }
    }

    #[test]
    fn missing_and_null_objects() {
        let time = r#""timestamp":1779987033"#;
        assert_eq!(read("{}"), Err(Reason::NoTime));
        assert_eq!(read(&format!("{{{time}}}")), Err(Reason::NoAction));
        assert_eq!(read(&format!(r#"{{{time},"operation":null}}"#)), Err(Reason::NoAction));
        assert_eq!(read(&format!(r#"{{{time},"operation":{{"action":null}}}}"#)), Err(Reason::NoAction));
        assert_eq!(read(&format!(r#"{{{time},"operation":{{"action":"FileRead"}}}}"#)), Err(Reason::NoPath));
        assert_eq!(
            read(&format!(r#"{{{time},"operation":{{"action":"FileRead","entryPath":"/"}}}}"#)),
            Err(Reason::NoPath)
        );
        // The path of these is not used.
        for action in ["Pin", "FileDelete", "SomethingNew"] {
            let line =
                format!(r#"{{{time},"user":null,"operation":{{"action":"{action}","entryPath":null}}}}"#);
            assert_eq!(read(&line).unwrap().path, None);
        }
    }

    #[test]
    fn fields_that_are_not_needed_may_be_anything() {
        let line = r#"{"new":[{"a":[1e9,null]}],"timestamp":1779987033,"user":7,"device":"x","event":[],
            "operation":{"file":12,"fileId":{},"action":"FileRead","entryPath":"/a","more":true}}"#;
        assert_eq!(path_of(line), "/a");
    }

    #[test]
    fn an_unknown_action_keeps_its_name() {
        let line = REAL.replace("FileRead", "FileTeleport");
        assert_eq!(read(&line).unwrap().action, Action::Other("FileTeleport".into()));
    }

    #[test]
    fn a_move_has_a_target() {
        let line =
            r#"{"timestamp":1779987033,"operation":{"action":"Move","entryPath":"/a","targetPath":"/b"}}"#;
        assert_eq!(read(line).unwrap().target.as_deref(), Some(&b"/b"[..]));
    }

    #[test]
    fn what_is_not_a_json_object() {
        for line in ["", "x", "[]", "[1779987033,{}]", "null", r#"{"timestamp":1"#, r#"{"timestamp":1}}"#] {
            assert_eq!(read(line), Err(Reason::BadJson), "{line}");
        }
        assert_eq!(read(&REAL.replace(r#""FileRead""#, "5")), Err(Reason::BadField));
        assert_eq!(read(&REAL.replace(r#""/a/b.mov""#, "5")), Err(Reason::BadField));
    }

    #[test]
    fn escapes_and_odd_bytes_in_a_path() {
        let escaped = r#"e\u0301 \u00fc \ud83d\ude00 \\ \" \/ .mov"#;
        assert_eq!(path_of(&REAL.replace("b.mov", escaped)), "/a/\u{e9} \u{fc} \u{1f600} \\ \" / .mov");
        // Not Unicode, but a file all the same: its bytes are kept.
        let line = [
            br#"{"timestamp":1779987033,"operation":{"action":"FileRead","entryPath":"/a"#,
            &b"\xff\"}}"[..],
        ]
        .concat();
        let event = parse(&line, &Rules::at(NOW)).unwrap();
        assert_eq!(event.path.as_deref(), Some(&b"/a\xff"[..]));
        let lone = REAL.replace("b.mov", r"\ud800");
        assert_eq!(read(&lone).unwrap().path.as_deref(), Some(&b"/a/\xed\xa0\x80"[..]));
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(read(&deep), Err(Reason::NoTime));
    }
}
