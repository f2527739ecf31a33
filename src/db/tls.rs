//! TLS to remote servers, through rustls. The server's certificate is always checked, chain and host name: libpq
//! does so with `verify-full` alone; without the check the server may be anybody.

use super::parameters::Parameters;
use crate::error::{Error, ErrorKind, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{CertificateError, ClientConfig, RootCertStore, SupportedProtocolVersion};
use std::error::Error as StdError;
use std::ffi::OsStr;
use std::fmt::Display;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The driver's mode for what libpq calls `sslmode`.
pub(super) fn mode(parameters: &Parameters) -> Result<SslMode> {
    let modes = [
        ("disable", SslMode::Disable),
        ("prefer", SslMode::Prefer),
        ("require", SslMode::Require),
        ("verify-ca", SslMode::Require),
        ("verify-full", SslMode::Require),
    ];
    Ok(parameters.word("sslmode", &modes)?.unwrap_or(SslMode::Prefer))
}

/// A connector with the certificates that the parameters name, or else those in `~/.postgresql`, as for libpq, or else
/// those that the system trusts.
pub(super) fn connector(parameters: &Parameters) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let set_up = |error: &dyn Display| Error::internal(format!("TLS set-up: {error}"));
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&versions(parameters)?)
        .map_err(|error| set_up(&error))?;
    let roots = roots(parameters)?;
    let builder = match file(parameters, "sslcrl", "root.crl") {
        None => builder.with_root_certificates(roots),
        Some(path) => {
            // Every certificate of the chain must be on a list that is up to date, as for libpq.
            let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider)
                .with_crls(revocations(&path)?)
                .enforce_revocation_expiration()
                .build()
                .map_err(|error| unusable("sslcrl", &path, &error))?;
            builder.with_webpki_verifier(verifier)
        }
    };
    let mut config = match file(parameters, "sslcert", "postgresql.crt") {
        None => builder.with_no_client_auth(),
        Some(certificate) => {
            let key = file(parameters, "sslkey", "postgresql.key").ok_or_else(|| {
                Error::new(
                    ErrorKind::Connection,
                    format!("sslcert={} needs its private key: sslkey=FILE", certificate.display()),
                )
            })?;
            let chain = certificates("sslcert", &certificate)?;
            builder
                .with_client_auth_cert(chain, private_key(&key)?)
                .map_err(|error| unusable("sslkey", &key, &error))?
        }
    };
    // Servers ask for it where the TLS handshake comes first, sslnegotiation=direct.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

/// The versions of TLS between the two that the parameters name; there is none before 1.2 here.
fn versions(parameters: &Parameters) -> Result<Vec<&'static SupportedProtocolVersion>> {
    let least = [("TLSv1", 2), ("TLSv1.1", 2), ("TLSv1.2", 2), ("TLSv1.3", 3)];
    let most = [("TLSv1.2", 2), ("TLSv1.3", 3)];
    let least = parameters.word("ssl_min_protocol_version", &least)?.unwrap_or(2);
    let most = parameters.word("ssl_max_protocol_version", &most)?.unwrap_or(3);
    let all = [(2, &TLS12), (3, &TLS13)];
    let meant = all.into_iter().filter(|(minor, _)| (least..=most).contains(minor));
    let meant: Vec<_> = meant.map(|(_, version)| version).collect();
    if meant.is_empty() {
        return Err(Error::usage("ssl_min_protocol_version is above ssl_max_protocol_version"));
    }
    Ok(meant)
}

fn revocations(path: &Path) -> Result<Vec<CertificateRevocationListDer<'static>>> {
    let read = CertificateRevocationListDer::pem_file_iter(path)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let found = read.map_err(|error| unusable("sslcrl", path, &error))?;
    if found.is_empty() {
        return Err(unusable("sslcrl", path, &"no revocation list in it (PEM is read)"));
    }
    Ok(found)
}

fn roots(parameters: &Parameters) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match file(parameters, "sslrootcert", "root.crt").filter(|path| path.as_os_str() != "system") {
        Some(path) => {
            for certificate in certificates("sslrootcert", &path)? {
                roots.add(certificate).map_err(|error| unusable("sslrootcert", &path, &error))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(roots)
}

/// The file that a parameter names, or the one in `~/.postgresql` when it is there.
fn file(parameters: &Parameters, name: &str, usual: &str) -> Option<PathBuf> {
    let in_home = || {
        let path = std::env::home_dir()?.join(".postgresql").join(usual);
        path.exists().then_some(path)
    };
    let given = parameters.bytes(name).map(|path| PathBuf::from(OsStr::from_bytes(path)));
    given.or_else(in_home)
}

fn certificates(name: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let found = read.map_err(|error| unusable(name, path, &error))?;
    if found.is_empty() {
        return Err(unusable(name, path, &"no certificate in it (PEM is read)"));
    }
    Ok(found)
}

/// Refuses a key that others may read, as libpq does: 0600, or 0640 where root owns it.
fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>> {
    let found = std::fs::metadata(path).map_err(|error| unusable("sslkey", path, &error))?;
    let too_much = if found.uid() == 0 { 0o037 } else { 0o077 };
    if found.mode() & too_much != 0 {
        return Err(unusable("sslkey", path, &"others may read it: chmod 600"));
    }
    PrivateKeyDer::from_pem_file(path).map_err(|error| unusable("sslkey", path, &error))
}

fn unusable(name: &str, path: &Path, why: &dyn Display) -> Error {
    Error::new(ErrorKind::Connection, format!("cannot use {name}={}: {why}", path.display()))
}

/// What kind of error it is when the server's certificate was not accepted.
pub(super) fn refused(error: &tokio_postgres::Error) -> Option<ErrorKind> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let io = inner.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        if let Some(rustls::Error::InvalidCertificate(why)) = io.and_then(|inner| inner.downcast_ref()) {
            return Some(match why {
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    ErrorKind::CertificateName
                }
                CertificateError::UnknownIssuer => ErrorKind::CertificateIssuer,
                CertificateError::UnknownRevocationStatus
                | CertificateError::ExpiredRevocationList
                | CertificateError::ExpiredRevocationListContext { .. } => ErrorKind::RevocationList,
                _ => ErrorKind::CertificateInvalid,
            });
        }
        cause = inner.source();
    }
    None
}
