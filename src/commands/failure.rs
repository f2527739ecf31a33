//! What a program is told that asked for JSON and gets an error.

use serde_json::{Map, Value};
use tierload::Error;

/// One object, which no outcome looks like.
pub(super) fn as_json(error: &Error) -> Map<String, Value> {
    let fields = [
        ("status", "ERROR".into()),
        ("error", error.line().into()),
        ("exit_code", error.kind().policy().exit_code.into()),
    ];
    fields.into_iter().map(|(field, value): (&str, Value)| (field.to_owned(), value)).collect()
}
