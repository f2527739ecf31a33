//! What can go wrong, said once: what happened, to which input or object, and what to do next.
//!
//! An error is typed where it is born, by its [`ErrorKind`]. What follows from the kind (the exit code, whether it is
//! tried again, what to do about it) stands in one table, [`ErrorKind::policy`].

mod kind;

pub use kind::{ErrorKind, Policy, Retry};

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use uuid::Uuid;

/// Result of every fallible operation of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where something went wrong, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The input, as its user named it.
    pub input: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u64>,
    /// The bytes of it, decompressed.
    pub bytes: Option<Range<u64>>,
    /// The chunk, from 0.
    pub chunk: Option<i64>,
    /// The scan.
    pub scan: Option<Uuid>,
    /// A share, a tenant, a role, a table, a file.
    pub object: Option<String>,
}

/// An error that ends what was asked for.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    place: Place,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind, with a sentence that says what happened and, where there is something, what to do.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error(Box::new(Inner { kind, message: message.into(), place: Place::default(), source: None }))
    }

    /// What is asked for makes no sense.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Usage, message)
    }

    /// An input is refused.
    pub fn input(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InputRefused, message)
    }

    /// An input is not what it was when a scan began to load it; what is loaded of that stays.
    pub fn changed(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InputChanged, message)
    }

    /// A defect of tierload.
    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Internal, format!("internal error: {}", message.into()))
    }

    /// For `map_err`: says what was tried on which file or folder.
    pub fn io<P: AsRef<Path>>(action: &str, path: P) -> impl FnOnce(std::io::Error) -> Error + use<P> {
        let object = path.as_ref().display().to_string();
        let message = format!("{action} {object}");
        move |source| Error::new(ErrorKind::Io, message).about(object).because(source)
    }

    /// The same error as one of another kind.
    #[must_use]
    pub fn as_kind(mut self, kind: ErrorKind) -> Error {
        self.0.kind = kind;
        self
    }

    /// What made it happen.
    #[must_use]
    pub fn because(mut self, source: impl StdError + Send + Sync + 'static) -> Error {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The input that it happened to.
    #[must_use]
    pub fn in_input(mut self, name: impl Into<String>) -> Error {
        self.0.place.input = Some(name.into());
        self
    }

    /// The line that it happened to.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Error {
        self.0.place.line = Some(line);
        self
    }

    /// The bytes of the input that it happened to.
    #[must_use]
    pub fn at_bytes(mut self, bytes: Range<u64>) -> Error {
        self.0.place.bytes = Some(bytes);
        self
    }

    /// The chunk that it happened to.
    #[must_use]
    pub fn in_chunk(mut self, number: i64) -> Error {
        self.0.place.chunk = Some(number);
        self
    }

    /// The scan that it happened to.
    #[must_use]
    pub fn of_scan(mut self, guid: Uuid) -> Error {
        self.0.place.scan = Some(guid);
        self
    }

    /// The object that it happened to.
    #[must_use]
    pub fn about(mut self, object: impl Into<String>) -> Error {
        self.0.place.object = Some(object.into());
        self
    }

    /// Its kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where it happened.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// The cause, if it is a `T`.
    pub fn cause<T: StdError + 'static>(&self) -> Option<&T> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// The error, its causes and what to do about it, in one line.
    pub fn line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(inner) = cause {
            // The server's DETAIL and HINT come on lines of their own.
            let text = inner.to_string().replace('\n', "; ");
            if !line.ends_with(&text) {
                line.push_str(": ");
                line.push_str(&text);
            }
            cause = inner.source();
        }
        if let Some(advice) = self.kind().policy().advice {
            line.truncate(line.trim_end_matches('.').len());
            line.push_str("; ");
            line.push_str(advice);
        }
        line
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, place, source } = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", kind).field("message", message).field("place", place).field("source", source);
        out.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
