//! Passwords and certificates: honoured as users of libpq expect, and never told to anybody.
//!
//! - `guarded`: a server on the network with TLS, passwords and client certificates
//! - `tls`: whom the program talks to, and who it says it is
//! - `passwords`: where they come from
//! - `leaks`: where they do not go

mod guarded;
mod leaks;
mod passwords;
mod tls;
