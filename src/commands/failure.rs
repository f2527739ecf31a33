//! What a program is told that asked for JSON and gets an error.

use super::place;
use super::terminal::print_json;
use serde_json::{Map, Value};
use tierload::{Error, Result};

/// What no outcome has; and the database, once one was chosen.
pub(super) fn as_json(error: &Error) -> Map<String, Value> {
    let fields = [
        ("status", Some("ERROR".into())),
        ("error", Some(error.line().into())),
        ("exit_code", Some(error.kind().policy().exit_code.into())),
        ("database", place::chosen()),
    ];
    let known = fields.into_iter().filter_map(|(field, value)| value.map(|value| (field.to_owned(), value)));
    known.collect()
}

/// Prints one object where a command failed that was asked for JSON and has printed nothing.
pub(super) fn told<T>(done: Result<T>, wanted: bool) -> Result<T> {
    if let Err(error) = &done
        && wanted
    {
        // Should stdout take nothing, the error is still what ended the command.
        let _ = print_json(&as_json(error).into());
    }
    done
}

/// Prints what was done before a command failed, in one object with the failure, and gives the error back.
pub(super) fn told_with(mut done: Value, error: Error) -> Result<()> {
    if let Value::Object(fields) = &mut done {
        fields.extend(as_json(&error));
    }
    let _ = print_json(&done);
    Err(error)
}
