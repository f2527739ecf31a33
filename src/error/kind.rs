//! The kinds of errors, and the one table of what follows from each.

/// What kind of failure an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// What is asked for makes no sense.
    Usage,
    /// An input is refused for what stands in it.
    InputRefused,
    /// An input ends amid a record.
    InputCutOff,
    /// More rows of an input were rejected than may be.
    TooManyRejects,
    /// More files of a share would be found removed than may be.
    TooManyRemoved,
    /// In place of more stubs of a share stand other files than may be.
    TooManyReplaced,
    /// More files of a share would be planned than a person expects.
    TooManyPlanned,
    /// An input, or its share, is not what it was when a scan began to load it.
    InputChanged,
    /// A file or folder cannot be read or written.
    Io,
    /// The connection failed or was lost.
    ConnectionLost,
    /// The server is starting or stopping, has too many connections, or broke a deadlock at our cost.
    ServerBusy,
    /// Somebody else's lock was in the way for longer than we wait.
    LockTimeout,
    /// A unique key refused a row.
    UniqueViolation,
    /// The server refused a row for what stands in it.
    RowRefused,
    /// The disk of the server is full.
    DiskFull,
    /// The server's certificate is for another name.
    CertificateName,
    /// The server's certificate is signed by nobody who is trusted.
    CertificateIssuer,
    /// The server's certificate is not valid.
    CertificateInvalid,
    /// No current list says whether the server's certificate is revoked.
    RevocationList,
    /// The role may not do what was asked for.
    Forbidden,
    /// The server refused a statement or a connection for any other reason.
    Database,
    /// The schema is older than this program, or newer.
    SchemaVersion,
    /// The settings of the connection cannot be used.
    Connection,
    /// The private server cannot be made, started or reached.
    PrivateServer,
    /// `verify` found something.
    Findings,
    /// The caller asked to stop.
    Interrupted,
    /// A defect of tierload.
    Internal,
}

/// When something that failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It fails the same way each time.
    Never,
    /// It may pass once somebody has mended something: whoever follows logs tries again.
    WhenFollowing,
    /// It passes by itself: it is tried again within `--retry-for`.
    Soon,
}

/// What follows from the kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The exit code of the process.
    pub exit_code: u8,
    /// When it is tried again.
    pub retry: Retry,
    /// Whether an unfinished scan that meets it is given up: its inputs will never load as they are. An input that
    /// cannot be read ([`ErrorKind::Io`] with an input) gives up a scan too that has loaded nothing.
    pub gives_up_scan: bool,
    /// What to do about it, where that does not stand in the message.
    pub advice: Option<&'static str>,
}

impl ErrorKind {
    /// Whether the server failed, and not what was asked of it: whatever is asked next fails as well.
    pub(crate) const fn is_of_the_server(self) -> bool {
        matches!(self, ErrorKind::ConnectionLost | ErrorKind::ServerBusy)
    }

    /// The table of consequences.
    pub const fn policy(self) -> Policy {
        use ErrorKind as Kind;
        use Retry::{Never, Soon, WhenFollowing};
        const fn of(exit_code: u8, retry: Retry, advice: Option<&'static str>) -> Policy {
            Policy { exit_code, retry, gives_up_scan: false, advice }
        }
        const fn giving_up(exit_code: u8, retry: Retry) -> Policy {
            Policy { exit_code, retry, gives_up_scan: true, advice: None }
        }
        match self {
            Kind::Internal => of(1, Never, None),
            Kind::Usage => of(2, Never, None),
            Kind::InputRefused | Kind::InputCutOff | Kind::TooManyRejects => giving_up(3, WhenFollowing),
            Kind::Io => of(3, WhenFollowing, None),
            Kind::InputChanged | Kind::TooManyRemoved | Kind::TooManyReplaced | Kind::TooManyPlanned => {
                of(3, Never, None)
            }
            Kind::ConnectionLost | Kind::ServerBusy | Kind::LockTimeout => of(4, Soon, None),
            Kind::UniqueViolation | Kind::RowRefused | Kind::Forbidden | Kind::Database => {
                of(4, WhenFollowing, None)
            }
            Kind::DiskFull => {
                of(4, WhenFollowing, Some("make space on the server's disk, and the same command goes on"))
            }
            Kind::CertificateName => {
                of(4, WhenFollowing, Some("connect to a name that the server's certificate is for"))
            }
            Kind::CertificateIssuer => of(
                4,
                WhenFollowing,
                Some("name the authority that signed the server's certificate: sslrootcert=FILE"),
            ),
            Kind::CertificateInvalid => of(4, WhenFollowing, Some("the server needs another certificate")),
            Kind::RevocationList => of(
                4,
                WhenFollowing,
                Some(
                    "name a file with the current list of every authority in the chain: \
                     sslcrl=FILE, or ~/.postgresql/root.crl",
                ),
            ),
            Kind::SchemaVersion | Kind::Connection | Kind::PrivateServer => of(4, WhenFollowing, None),
            Kind::Findings => of(4, Never, None),
            Kind::Interrupted => of(130, Never, None),
        }
    }
}
