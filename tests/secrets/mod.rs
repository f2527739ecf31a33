//! Passwords and certificates: honoured as users of libpq expect, and never told to anybody.
//!
//! - `guarded`: a server on the network with TLS, passwords and client certificates
//! - `impostor`: a server that asks for the password as it is, and keeps it
//! - `tls`: whom the program talks to, and who it says it is
//! - `passwords`: where they come from
//! - `settings`: what else is asked of a connection is kept, or refused
//! - `leaks`: where they do not go

mod guarded;
mod impostor;
mod leaks;
mod passwords;
mod settings;
mod tls;
